/**
 * An order's duties at other parties: the stock of its lines, the shopper's cart and the payment provider.
 * Invariant: a step is stored as done only when the other party has answered, and is repeated until then, so each call
 * may arrive twice.
 */
import type { PaymentProvider } from '../../contract/payment.ts'
import type { CartReturns } from '../../contract/rpc/order.ts'
import type { HoldReply, StockObject, StockTarget } from '../../contract/rpc/stock.ts'
import type { OrderCommand } from '../../domain/order/decide.ts'
import type { GoodsAnswer } from '../../domain/order/decision.ts'
import {
  type SkuUnits,
  unsettledCoupons,
  unsettledUnits,
  type WantedGoods,
  wantedGoods,
} from '../../domain/order/goods.ts'
import { orderNumberOf } from '../../domain/order/number.ts'
import {
  couponsOf,
  dutyOf,
  linesOf,
  type OrderCoupon,
  type OrderRow,
  orderOf,
  paymentsOf,
  type Refund,
  refundsOf,
} from '../../domain/order/order.ts'
import type { RowsView } from '../../domain/rows.ts'
import { Unavailable } from '../aggregate/life.ts'
import type { AggregatePorts } from '../aggregate/ports.ts'
import type { EventStream } from '../events/event-stream.ts'
import type { MailsPort } from '../mail/mails-port.ts'
import type { InvoicesPort } from './order-invoices.ts'
import { dropOrderMails } from './order-mail.ts'

export interface OrderPorts extends AggregatePorts {
  readonly timeoutMs: number
  readonly returnMs?: number
  stock(sku: string): StockTarget & Pick<StockObject, 'edit'>
  cart(userId: string): CartReturns
  /** The configured providers, by name. */
  readonly providers: { readonly [name: string]: PaymentProvider }
  readonly events: EventStream
  readonly invoices: InvoicesPort
  readonly mails: Pick<MailsPort, 'accept' | 'drop'>
  /** Counts the sold products for the rankings, once for each order. */
  sold(orderId: string, skus: readonly string[]): Promise<void>
}

/** Concurrent calls of other objects: the platform allows six connections per request. */
const AT_ONCE = 6
const NO_USER = '-'

export class OrderDuties {
  readonly #id: string
  readonly #ports: OrderPorts
  readonly #rows: () => RowsView
  readonly #write: (command: OrderCommand) => Promise<void>

  constructor(id: string, ports: OrderPorts, rows: () => RowsView, write: (command: OrderCommand) => Promise<void>) {
    this.#id = id
    this.#ports = ports
    this.#rows = rows
    this.#write = write
  }

  /** Brings the stock of every SKU in line with the order's status. Stores the answers before it throws. */
  async settleStock(): Promise<void> {
    const rows = this.#rows()
    const [order, goods] = [orderOf(rows), wantedGoods(rows)]
    if (!order || !goods) return
    const answers: GoodsAnswer[] = []
    const failures: unknown[] = []
    const units = [
      ...unsettledUnits(rows).map(
        ([sku, units]) =>
          () =>
            this.#settleSku(sku, units, goods, order.expiresAt),
      ),
      ...unsettledCoupons(rows).map(
        ([code, coupon]) =>
          () =>
            this.#settleCoupon(code, coupon, goods, order),
      ),
    ]
    const worker = async () => {
      for (let next = units.shift(); next; next = units.shift()) {
        try {
          answers.push(await next())
        } catch (error) {
          failures.push(error)
        }
      }
    }
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, units.length) }, worker))
    // Write this even when no call is left to make, because it ends the duty.
    if (answers.length > 0 || failures.length === 0) await this.#write({ type: 'goods', lines: answers })
    if (failures.length > 0) throw failures[0]
  }

  async #settleSku(
    sku: string,
    { quantity, left, lines }: SkuUnits,
    goods: WantedGoods,
    until: number,
  ): Promise<GoodsAnswer> {
    const stock = this.#ports.stock(sku)
    if (goods === 'held') {
      const reply = await stock.hold({ orderId: this.#id, quantity, until })
      if (isHeld(reply)) return { sku, goods }
      return { sku, goods: 'short', available: reply.status === 'short' ? reply.available : 0 }
    }
    if (goods === 'released') await stock.release(this.#id)
    else {
      // Commit first if the stock has no sale of this order yet, because only sold units can be restocked.
      if (lines.some(({ goods: answered }) => answered !== 'sold')) await stock.commit(this.#id, quantity)
      if (goods === 'restocked' && left > 0) await stock.restock(this.#id, left)
    }
    return { sku, goods }
  }

  /** One use of a coupon is one unit of the stock named after it. */
  async #settleCoupon(
    code: string,
    { goods: answered, limit, perUser }: OrderCoupon,
    goods: WantedGoods,
    { cart, expiresAt }: OrderRow,
  ): Promise<GoodsAnswer> {
    const uses = this.#ports.stock(`coupon:${code}`)
    if (goods === 'held') {
      // An order whose person was erased while it waited counts its coupon for no user.
      const use = cart === null ? { user: NO_USER, limit, perUser: null } : { user: cart, limit, perUser }
      const reply = await uses.hold({ orderId: this.#id, quantity: 1, until: expiresAt, use })
      return { sku: code, isCoupon: true, goods: isHeld(reply) ? goods : 'short' }
    }
    if (goods === 'released') await uses.release(this.#id)
    else {
      if (answered !== 'sold') await uses.commit(this.#id, 1)
      if (goods === 'restocked') await uses.restock(this.#id, 1, cart ?? undefined)
    }
    return { sku: code, isCoupon: true, goods }
  }

  async settleCart(): Promise<void> {
    const duty = dutyOf(this.#rows(), 'cart')
    const order = orderOf(this.#rows())
    if (!duty || !order) return
    // The cart of an erased person is erased as well.
    const cart = order.cart === null ? null : this.#ports.cart(order.cart)
    if (duty.what === 'back') await cart?.giveBack(this.#id)
    else {
      await cart?.checkoutSold(this.#id)
      const skus = new Set(linesOf(this.#rows()).map(([sku]) => sku))
      await this.#ports.sold(this.#id, [...skus])
    }
    await this.#write({ type: 'cart_settled' })
  }

  /** Drops messages that wait, and the ids under which coupons count the uses of each shopper. */
  async forgetElsewhere(): Promise<void> {
    await dropOrderMails(this.#rows(), this.#ports.mails)
    const user = orderOf(this.#rows())?.cart
    if (user === undefined || user === null) return
    for (const [code] of couponsOf(this.#rows())) await this.#ports.stock(`coupon:${code}`).forgetUser(this.#id, user)
  }

  /** Makes the providers delete the shopper's return URL. One that is no longer configured raises an alert. */
  async eraseReturnUrls(): Promise<void> {
    const rows = this.#rows()
    const order = orderOf(rows)
    if (!order || !dutyOf(rows, 'payments')) return
    for (const [paymentId, { provider, amount }] of paymentsOf(rows)) {
      const port = this.#ports.providers[provider]
      const { currency } = order
      const request = { paymentId, orderId: this.#id, number: orderNumberOf(this.#id), amount, currency }
      if (port) await port.forgetReturn(request)
      else this.#ports.log('error', 'payment.not_forgotten', { alert: true, provider })
    }
    await this.#write({ type: 'payments_settled' })
  }

  /** A provider that answers `pending` reports the result later; until then the call repeats after long pauses. */
  async refund(): Promise<'done' | 'pending'> {
    let isPending = false
    let left: unknown = null
    for (const [refundId, refund] of refundsOf(this.#rows())) {
      const { state, paymentId, amount } = refund
      try {
        if (refund.restock === 'wanted') await this.#restock(refundId, refund)
        if (state === 'done') continue
        const reply = amount === 0 ? 'done' : await this.#refundOne(refundId, paymentId, amount)
        this.#ports.metrics.counter('refunds_total', { outcome: reply }).add()
        if (reply === 'done') await this.#write({ type: 'refund_done', refundId })
        else isPending = true
      } catch (error) {
        this.#ports.metrics.counter('refunds_total', { outcome: 'failed' }).add()
        left ??= error
      }
    }
    if (left) throw left
    return isPending ? 'pending' : 'done'
  }

  /** The key makes each stock count the units once, even if the order loses its own record of the answer. */
  async #restock(refundId: string, { lines = [] }: Refund): Promise<void> {
    const units = new Map<string, number>()
    for (const { sku, quantity, restocked } of lines) {
      if (!restocked) units.set(sku, (units.get(sku) ?? 0) + quantity)
    }
    const skus: string[] = []
    let left: unknown = null
    for (const [sku, quantity] of units) {
      try {
        await this.#putBack(refundId, sku, quantity)
        skus.push(sku)
      } catch (error) {
        left ??= error
      }
    }
    await this.#write({ type: 'refund_restocked', refundId, skus })
    if (left) throw left
  }

  async #putBack(refundId: string, sku: string, quantity: number): Promise<void> {
    const key = { key: `restock:${refundId}`, hash: `${quantity}` }
    const edit = { change: { adjust: quantity }, requestId: refundId, key, ifVersion: null }
    const reply = await this.#ports.stock(sku).edit(edit)
    if (reply.status === 'refused') throw new Error(`the stock of ${sku} refused units: ${reply.code}`)
  }

  #refundOne(refundId: string, paymentId: string, amount: number): Promise<'done' | 'pending'> {
    const payment = paymentsOf(this.#rows()).find(([id]) => id === paymentId)?.[1]
    const provider = this.#ports.providers[payment?.provider ?? '']
    if (!provider) throw new Error(`the payment provider ${payment?.provider} is not configured`)
    const { reference, currency = orderOf(this.#rows())?.currency } = payment ?? {}
    const known = { ...(currency !== undefined && { currency }), ...(reference !== undefined && { reference }) }
    return provider.refund({ refundId, paymentId, orderId: this.#id, amount, ...known })
  }
}

/** Fails closed: a stock of another release may return an unknown status, and only a known one refuses units. */
function isHeld({ status }: HoldReply): boolean {
  if (status === 'held') return true
  if (status === 'short' || status === 'used_up' || status === 'ended') return false
  status satisfies never
  throw new Unavailable('the stock gave an unknown answer')
}
