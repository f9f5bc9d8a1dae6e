/** Operators and another system: they count and adjust stock, and ship, deliver, refund and cancel orders. */
import type { OrderAct } from '../../../src/contract/rpc/order.ts'
import { Acts } from './acts.ts'
import { SKUS } from './market.ts'
import { leftOf } from './parcels.ts'
import type { Shop } from './shop.ts'
import type { MeantEdit } from './stock-book.ts'

const MAX_ATTEMPTS = 4
const BY = 'usr_admin'

export class Admin {
  readonly #shop: Shop
  readonly #acts: Acts
  /** Whether the other system takes units too. */
  readonly #takes: boolean

  constructor(shop: Shop) {
    this.#shop = shop
    this.#acts = new Acts(shop)
    this.#takes = shop.world.scheduler.chance(0.3)
  }

  act(): void {
    const { scheduler } = this.#shop.world
    const drawn = scheduler.random()
    const sku = scheduler.pick(SKUS)
    if (drawn < 0.3) void this.#edit(sku, this.#wanted())
    else if (drawn < 0.45) {
      const taken = this.#takes && scheduler.chance(0.4)
      this.#shop.market.edit(sku, taken ? -scheduler.between(1, 30) : scheduler.between(1, scheduler.pick([4, 40])))
    } else {
      const listed = this.#shop.orders.all().filter(([, { status }]) => status !== 'holding' && status !== 'refused')
      const paid = listed.filter(([, { status }]) => status !== 'pending_payment' && status !== 'cancelled')
      const among = scheduler.chance(0.85) ? paid : listed
      if (among.length > 0) this.#treat(scheduler.pick(among)[0])
    }
  }

  /** Some partial refunds come just before the refund of the rest. */
  #treat(orderId: string): void {
    const { scheduler } = this.#shop.world
    const act = this.#orderAct(orderId)
    void this.#acts.act(orderId, act)
    if (act.type === 'ship') this.#follow(orderId)
    if (act.type !== 'refund' || scheduler.chance(0.6)) return
    const rest: OrderAct = { ...act, amount: null }
    scheduler.in(scheduler.between(0, 3_000), `the rest of ${orderId} is refunded`, () => this.#acts.act(orderId, rest))
  }

  /** Reads the units of every product, so that edits by others are read. */
  async look(): Promise<void> {
    for (const sku of SKUS) {
      await this.#shop.ask('stock', sku, `an operator reads the units of ${sku}`, async (stock) => {
        const view = await stock.view()
        const { own, outside, held } = this.#shop.stock.totals(sku)
        if (view.onHand !== own + outside || view.held !== held || view.available < 0) {
          this.#shop.world.fail(`${sku} is shown as ${JSON.stringify(view)}`)
        }
      })
    }
  }

  #wanted(): MeantEdit {
    const { scheduler } = this.#shop.world
    const some = scheduler.between(1, scheduler.pick([4, 40, 1500]))
    if (scheduler.chance(0.3)) return { onHand: some }
    return { adjust: scheduler.chance(0.75) ? some : -some }
  }

  async #edit(sku: string, change: MeantEdit, key = `edit-${this.#shop.number()}`, attempt = 1): Promise<void> {
    const { world, stock: book } = this.#shop
    const { scheduler } = world
    book.edits.set(key, change)
    const reply = await this.#shop.ask('stock', sku, `${sku} is edited: ${JSON.stringify(change)}`, async (stock) => {
      const answer = await stock.edit({ change, requestId: key, key: { key, hash: key }, ifVersion: null })
      scheduler.trace?.(`    ${key}: ${JSON.stringify(answer)}`)
      const { own, outside, held } = book.totals(sku)
      const by = 'adjust' in change ? change.adjust : change.onHand - own - outside
      if (answer.status !== 'refused' && !book.applied.has(key))
        world.fail(`the edit ${key} was accepted, but is not counted`)
      if (answer.status === 'refused' && (answer.code !== 'units_held' || own + outside + by >= held || by >= 0)) {
        world.fail(`the edit ${key} was refused with ${answer.code} at ${JSON.stringify(book.totals(sku))}`)
      }
      return answer
    })
    if (attempt >= MAX_ATTEMPTS || (reply && scheduler.chance(0.9))) return
    scheduler.in(scheduler.between(200, 60_000), `${key} again`, () => this.#edit(sku, change, key, attempt + 1))
  }

  #orderAct(orderId: string): OrderAct {
    const { scheduler } = this.#shop.world
    const drawn = scheduler.random()
    if (drawn < 0.35) return { type: 'ship', carrier: 'post', trackingNumber: '1', by: BY, ...this.#part(orderId) }
    if (drawn < 0.5) return { type: 'deliver', by: BY, ...this.#parcel(orderId) }
    if (drawn < 0.6) return { type: 'cancel', by: BY }
    const removed = drawn < 0.72 ? this.#removed(orderId) : []
    if (removed.length > 0) return { type: 'edit', lines: removed, reason: 'asked by phone', by: BY }
    const amount = scheduler.chance(0.3) ? null : scheduler.between(1, 900)
    return { type: 'refund', amount, reason: 'damaged', by: BY }
  }

  /** One parcel arrives before the next leaves; the last ones leave soon. */
  #follow(orderId: string): void {
    const { scheduler } = this.#shop.world
    const parcel = { type: 'ship', carrier: 'post', trackingNumber: '2', by: BY } as const
    const later = (most: number, act: () => OrderAct) =>
      scheduler.in(scheduler.between(0, most), `operators follow ${orderId}`, () => this.#acts.act(orderId, act()))
    later(30_000, () => ({ type: 'deliver', by: BY, shipment: 1 }))
    if (scheduler.chance(0.5)) {
      later(60_000, () => {
        const lines = scheduler.chance(0.5) ? this.#removed(orderId) : []
        if (lines.length > 0) return { type: 'edit', lines, reason: 'asked by phone', by: BY }
        return { ...parcel, ...this.#part(orderId) }
      })
    }
    if (scheduler.chance(0.5)) later(120_000, () => parcel)
  }

  /** Units of some lines; now and then more than are left. */
  #part(orderId: string): { readonly lines?: readonly { readonly sku: string; readonly quantity: number }[] } {
    const { scheduler } = this.#shop.world
    const { parts } = this.#shop.orders.get(orderId) ?? { parts: [] }
    if (scheduler.chance(0.4)) return {}
    const some = parts.filter(() => scheduler.chance(0.6))
    const lines = some.map(({ lineId, quantity }) => ({ sku: lineId, quantity: scheduler.between(1, quantity) }))
    return lines.length > 0 ? { lines } : {}
  }

  /** Units that have not shipped; now and then more than are left. */
  #removed(orderId: string): readonly { readonly sku: string; readonly quantity: number }[] {
    const { scheduler } = this.#shop.world
    const page = this.#shop.orders.get(orderId)
    const some = page?.parts.filter(({ lineId }) => leftOf(page, lineId) > 0 && scheduler.chance(0.6)) ?? []
    return some.map(({ lineId, quantity }) => ({ sku: lineId, quantity: scheduler.between(1, quantity) }))
  }

  #parcel(orderId: string): { readonly shipment?: number } {
    const { scheduler } = this.#shop.world
    const { parcels } = this.#shop.orders.get(orderId) ?? { parcels: [] }
    return parcels.length > 0 && scheduler.chance(0.6) ? { shipment: scheduler.between(1, parcels.length + 1) } : {}
  }
}
