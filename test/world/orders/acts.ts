/**
 * Actions on an order: pay at the provider's page, cancel, ship, deliver, refund; an unanswered action is sent again
 * under the same key. Each answer is compared with the book in the turn in which the order gives it.
 */
import type { OrderAct, OrderReply } from '../../../src/contract/rpc/order.ts'
import { nameOf } from '../objects.ts'
import type { OrderPage } from './order-page.ts'
import { refundable } from './outcome.ts'
import { leftOf, mayArrive, mayShip } from './parcels.ts'
import { giveBack, isRestockedAs, mayReturn } from './returns.ts'
import type { Shop } from './shop.ts'

const MAX_ATTEMPTS = 4
const MINUTE_MS = 60_000
const BY = 'usr_admin'
/** Stock forgets after ninety days which user bought the units; until then units can be returned. */
const SETTLED_MS = 89 * 24 * 3600_000
const WAITING = 'pending_payment'
/** The statuses in which actions other than shipping are allowed. */
const MAY: { readonly [act in OrderAct['type']]?: readonly string[] } = {
  cancel: [WAITING, 'paid'],
  refund: ['paid', 'shipped', 'delivered'],
}

export class Acts {
  readonly #shop: Shop

  constructor(shop: Shop) {
    this.#shop = shop
  }

  async act(orderId: string, act: OrderAct, key = `act-${this.#shop.number()}`, attempt = 1): Promise<void> {
    const { world } = this.#shop
    const { scheduler } = world
    const began = this.#shop.orders.get(orderId)?.history[0]?.at ?? 0
    if (scheduler.time - began > SETTLED_MS) return
    const owner = 'by' in act && !act.by.startsWith('usr_admin') ? this.#ownerOf(orderId) : null
    const label = `${orderId}: ${JSON.stringify(act)} under ${key}`
    const reply = await this.#shop.ask('order', orderId, label, async (order) => {
      const before = this.#shop.orders.get(orderId)
      const answer = await order.act(act, {
        ...{ requestId: key, key: { key, hash: key }, ifMatch: null },
        ...(owner !== null && { owner }),
      })
      scheduler.trace?.(`    ${key}: ${answer.status} ${answer.status === 'refused' ? answer.code : ''}`)
      // The shopper who asks may no longer be the owner.
      const isGone = owner !== null && before?.owner !== owner
      if (!isGone) this.#check(orderId, act, before, answer)
      else if (answer.status !== 'refused')
        world.fail(`${orderId}: ${owner} did ${act.type}, but does not own the order any more`)
      return answer
    })
    if (act.type === 'deliver' && reply?.status === 'accepted')
      giveBack(this, this.#shop, orderId, this.#ownerOf(orderId))
    if (attempt >= MAX_ATTEMPTS || (reply && scheduler.chance(0.9))) return
    scheduler.in(scheduler.between(200, 60_000), `${key} again`, () => void this.act(orderId, act, key, attempt + 1))
  }

  /** Opens a payment; then the shopper does something at the provider's page, or nothing. */
  async pay(orderId: string): Promise<void> {
    const { world, orders } = this.#shop
    const { scheduler, provider, orderTimeoutMs } = world
    const method = this.#shop.methodOf(orderId)
    const owner = this.#ownerOf(orderId)
    const reply = await this.#shop.ask('order', orderId, `${orderId}: a payment is opened`, async (order) => {
      const before = orders.get(orderId)
      const [returnUrl, requestId] = [this.#returnUrl(orderId), `pay-${this.#shop.number()}`]
      const answer = await order.pay({ provider: method, returnUrl, requestId, owner }).catch((error: unknown) => {
        // The shopper is asked to check the order again.
        if (error instanceof Error && error.message === 'the payment was settled meanwhile') return null
        throw error
      })
      if (answer?.status === 'refused' && before?.status === WAITING && before.owner === owner)
        world.fail(`${orderId} waits for a payment, but refused one`)
      return answer
    })
    if (reply?.status !== 'open') return
    const { paymentId } = reply
    const amount = (method === 'manual' ? world.till : provider).payments.get(paymentId)?.amount ?? 0
    if (orders.get(orderId)?.total !== amount)
      world.fail(`${orderId}: the payment is for ${amount} instead of the total`)
    if (method === 'manual') return this.#payLater(orderId, paymentId)
    const soon = [500, 5_000, 60_000]
    const late = [orderTimeoutMs - 3_000, orderTimeoutMs, orderTimeoutMs + 2_000, orderTimeoutMs + 600_000]
    const delay = () => scheduler.pick(scheduler.chance(0.7) ? soon : late)
    const take = () => provider.capture(paymentId, scheduler.chance(0.04) ? amount - 1 : amount)
    const drawn = scheduler.random()
    if (drawn < 0.7) {
      const after = delay()
      scheduler.in(after, `${paymentId.slice(-4)} is paid`, take)
      if (scheduler.chance(0.2)) this.#regret(orderId, after)
    } else if (drawn < 0.92) {
      scheduler.in(delay(), `${paymentId.slice(-4)} is declined`, () => {
        provider.decline(paymentId)
        // Then the shopper pays with another card, in another tab.
        if (scheduler.chance(0.5)) scheduler.in(delay(), `${paymentId.slice(-4)} is paid`, take)
      })
      if (scheduler.chance(0.6)) scheduler.in(delay(), `${orderId} is paid again`, () => this.pay(orderId))
    }
  }

  /** The money comes by transfer, or at the door, or never; then the parcel comes back. */
  #payLater(orderId: string, paymentId: string): void {
    const { scheduler, till, orderTimeoutMs } = this.#shop.world
    const drawn = scheduler.random()
    const take = () => till.receive(paymentId)
    if (drawn < 0.35) scheduler.in(scheduler.pick([5_000, 60_000, orderTimeoutMs]), `${orderId} is paid manually`, take)
    if (drawn < 0.35 || drawn > 0.85) return
    const leaves = scheduler.pick([500, 5_000, 60_000])
    const parcel = { carrier: 'post', trackingNumber: '1', unpaid: true } as const
    const later = (ms: number, act: OrderAct) =>
      scheduler.in(ms, `${orderId}: ${act.type}, paid on delivery`, () => this.act(orderId, act))
    later(leaves, { type: 'ship', ...parcel, by: BY })
    const arrives = leaves + scheduler.pick([2_000, 3600_000])
    if (scheduler.chance(0.7)) later(arrives, { type: 'deliver', by: BY })
    if (scheduler.chance(0.75)) scheduler.in(arrives, `${orderId} is paid at the door`, take)
    else later(arrives, { type: 'refund', amount: null, reason: 'came back', by: BY })
  }

  /** The identity of the asking shopper: the owner, even if that person was erased meanwhile. */
  #ownerOf(orderId: string): string {
    const { orders, world } = this.#shop
    return orders.get(orderId)?.owner ?? world.orders.meant.get(orderId)?.cartId ?? ''
  }

  /** The return address, which names the shopper. */
  #returnUrl(orderId: string): string {
    return `https://shop.example/${this.#shop.world.orders.meant.get(orderId)?.cartId}`
  }

  /** Cancels an order that was paid just now, perhaps before its stock has learned of the sale. */
  #regret(orderId: string, afterMs: number): void {
    const { world, orders } = this.#shop
    const { scheduler } = world
    const [sku] = Object.keys(orders.get(orderId)?.lines ?? {})
    const cancel = () => this.act(orderId, { type: 'cancel', by: 'the shopper' })
    scheduler.in(afterMs + scheduler.between(0, 5_000), `${orderId} is cancelled after its payment`, cancel)
    if (sku === undefined || scheduler.chance(0.5)) return
    scheduler.in(afterMs - 10, `the stock of ${sku} cannot be reached`, () =>
      this.#shop.lose(nameOf('stock', sku), MINUTE_MS),
    )
  }

  #check(orderId: string, act: OrderAct, before: OrderPage | undefined, reply: OrderReply): void {
    const { world } = this.#shop
    const fail = (message: string) => world.fail(`${orderId}: ${act.type} from ${before?.status} was ${message}`)
    if (!before) fail('answered by an order that never began')
    const { orders } = this.#shop
    if (act.type === 'receive_return' && reply.status !== 'refused' && !isRestockedAs(act, orders.get(orderId)))
      fail('accepted, but its units go elsewhere than the operator said')
    if (!before || reply.status !== 'refused') return
    switch (reply.code) {
      case 'illegal_transition':
        if (isAllowed(act, before, world.scheduler.time)) fail('refused as illegal')
        return
      case 'unknown_part':
        if (act.type !== 'deliver' || before.parcels[(act.shipment ?? 1) - 1]) fail('refused as unknown')
        return
      case 'refund_limit':
        if (!('amount' in act) || act.amount === null || act.amount <= refundable(before))
          fail('refused as over the limit')
        return
      default:
        fail(`refused with ${reply.code}`)
    }
  }
}

/** @param now true time; clocks may be wrong by minutes */
function isAllowed(act: OrderAct, before: OrderPage, now: number): boolean {
  if (act.type === 'ship') return mayShip(before, act)
  if (act.type === 'deliver') return mayArrive(before, act)
  if (act.type === 'edit')
    return before.status === 'paid' && act.lines.every(({ sku, quantity }) => quantity <= leftOf(before, sku))
  if ('returnId' in act || act.type === 'request_return') return mayReturn(before, act, now)
  if (act.type === 'cancel' && before.parcels.length > 0) return false
  return MAY[act.type]?.includes(before.status) ?? false
}
