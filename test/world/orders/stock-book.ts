/**
 * The state of each SKU's units, operation by operation, as its disk says.
 * Invariant: an order's units are held, then sold or released, then perhaps returned: each step once, and only as the
 * order says; holds never exceed the units on hand. For coupons, each user's uses are counted too.
 */
import { SETTLED_MS } from '../../../src/domain/stock/stock.ts'
import type { Rows } from '../model/text.ts'
import type { OrdersSeen } from '../witness/checkout-writes.ts'
import { PAID } from '../witness/checkout-writes.ts'
import type { Operation } from '../witness/truth.ts'
import { couponOfStock, isLimit, isUsedUp, unitsMeant } from './codes.ts'
import type { Market } from './market.ts'

export interface Totals {
  readonly own: number
  readonly outside: number
  readonly held: number
  readonly sold: number
  readonly received: number
}

interface Units {
  readonly state: 'held' | 'sold' | 'released' | 'restocked'
  readonly quantity: number
  readonly at: number
}

interface StockPage {
  readonly totals: Totals
  /** Holds and sales by order id. */
  readonly units: ReadonlyMap<string, Units>
  /** A coupon's held and sold uses, by user. */
  readonly users: ReadonlyMap<string, number>
}

/** Edits as their sender meant them, by key. */
export type MeantEdit = { readonly adjust: number } | { readonly onHand: number }

const BLANK: StockPage = {
  totals: { own: 0, outside: 0, held: 0, sold: 0, received: 0 },
  units: new Map(),
  users: new Map(),
}
/** The possible states of an order's units, and the state that the order must have for each. */
const STEPS: { readonly [step: string]: readonly string[] } = {
  'none > held': ['holding', 'refused'],
  'none > released': ['refused', 'cancelled'],
  'held > released': ['refused', 'cancelled'],
  'held > sold': PAID,
  'sold > restocked': ['refund_pending', 'refunded'],
  // The stock has forgotten the sale.
  'none > restocked': ['refund_pending', 'refunded'],
}

export class StockBook {
  readonly edits = new Map<string, MeantEdit>()
  /** SKUs whose object was put back: their knowledge of single orders is lost. */
  readonly shaken = new Set<string>()
  /**
   * SKUs whose object was put back to a state before a sale and then got the call of that sale again. The object counts
   * the sale twice, and the ledger check reports the difference.
   */
  readonly resold = new Set<string>()
  readonly #sales = new Set<string>()
  /** Keys of edits that took effect. */
  readonly applied = new Set<string>()
  /** All totals so far, the newest last. */
  readonly #pages = new Map<string, StockPage[]>()
  readonly #market: Market
  readonly #orders: OrdersSeen
  readonly #fail: (message: string) => void

  constructor(market: Market, orders: OrdersSeen, fail: (message: string) => void) {
    this.#market = market
    this.#orders = orders
    this.#fail = fail
  }

  totals(sku: string): Totals {
    return this.#page(sku).totals
  }

  /** A coupon's held and sold uses, by user. */
  users(sku: string): ReadonlyMap<string, number> {
    return this.#page(sku).users
  }

  /** How often the stock was written, as a point in time. */
  place(sku: string): number {
    return this.#pages.get(sku)?.length ?? 0
  }

  /** Whether the user could not use this coupon, then or at any time since. */
  wasUsedUp(sku: string, user: string, since: number): boolean {
    const coupon = couponOfStock(sku)
    const pages = this.#pages.get(sku)?.slice(Math.max(0, since - 1)) ?? []
    return pages.some(({ totals, users }) => {
      return coupon !== null && isUsedUp(coupon, totals.held + totals.sold, users.get(user) ?? 0)
    })
  }

  /** Where the units of this order are. */
  stateFor(sku: string, orderId: string): Units['state'] | 'none' {
    return this.#page(sku).units.get(orderId)?.state ?? 'none'
  }

  readonly #forgotten = new Set<string>()

  wrote(sku: string, { name, keys, at }: Operation, rows: Rows): void {
    const fail = (message: string) => this.#fail(`stock ${sku}: ${name}: ${message}`)
    const before = this.#page(sku)
    const after = pageOf(rows)
    this.#pages.set(sku, [...(this.#pages.get(sku) ?? []), after])
    for (const [orderId, { state }] of after.units) {
      if (state !== 'sold' || before.units.get(orderId)?.state === 'sold') continue
      const sale = `${sku} ${orderId}`
      if (this.#sales.has(sale) && this.shaken.has(sku)) this.resold.add(sku)
      this.#sales.add(sale)
    }
    if (this.shaken.has(sku)) {
      for (const key of keysIn(keys, sku)) this.applied.add(key)
      return
    }
    const { totals, units } = after
    const sum = (state: Units['state']) =>
      [...units.values()].reduce((all, each) => all + (each.state === state ? each.quantity : 0), 0)
    if (totals.held !== sum('held'))
      fail(`the total of held units is ${totals.held}, but the holds sum to ${sum('held')}`)
    const both = Object.keys(rows.holds ?? {}).find((id) => Object.hasOwn(settledIn(rows), id))
    if (both !== undefined) fail(`the order ${both} is both held and settled`)
    if (totals.own !== totals.received - totals.sold)
      fail(`own units are not received minus sold units in ${JSON.stringify(totals)}`)
    if (name === 'hold' && totals.held > totals.own + totals.outside) fail('more units are held than are on hand')
    const { perUser = null } = couponOfStock(sku) ?? {}
    const greedy = [...after.users].find(([, uses]) => perUser !== null && uses > perUser)
    if (greedy) fail(`${greedy[0]} has used the coupon ${greedy[1]} times`)
    if (name === 'forget_user') {
      for (const user of before.users.keys()) if (!after.users.has(user)) this.#forgotten.add(user)
    }
    this.#checkSteps(sku, before, after, at, fail)
    if (name === 'read_outside') {
      const coupon = couponOfStock(sku)
      if (!(coupon ? isLimit(coupon, totals.outside) : this.#market.everWas(sku, totals.outside)))
        fail(`the outside share is ${totals.outside}, which it never was in the record`)
    } else if (totals.outside !== before.totals.outside) fail('the operation changed the outside share')
    const received = totals.received - before.totals.received
    if (name === 'edit') this.#edited(sku, before.totals, received, keys, fail)
    else if (received !== 0) fail(`the operation received ${received} units`)
  }

  #checkSteps(sku: string, before: StockPage, after: StockPage, now: number, fail: (message: string) => void): void {
    let sold = 0
    const users = new Map(before.users)
    for (const orderId of new Set([...before.units.keys(), ...after.units.keys()])) {
      const known = before.units.get(orderId)
      const is = after.units.get(orderId)
      // The stock may have forgotten the order without a write; a call that comes so late makes a new row.
      const isAnew = known && is && isLapsed(known, now) && is.at !== known.at
      const was = isAnew ? undefined : known
      if (was && is && was.state === is.state && was.quantity === is.quantity) continue
      if (was && !is && isLapsed(was, now)) continue
      const step = `${was?.state ?? 'none'} > ${is?.state ?? 'none'}`
      const status = this.#orders.statuses.get(orderId) ?? 'none'
      if (!STEPS[step]?.includes(status)) fail(`the units of ${orderId} went ${step}, but the order is ${status}`)
      const meant = unitsMeant(this.#orders.meant.get(orderId), sku)
      const back = is?.state === 'restocked' ? (this.#orders.backs.get(orderId)?.get(sku) ?? meant) : meant
      const quantity = is?.state === 'released' && !was ? 0 : back
      if (is && is.quantity !== quantity)
        fail(`the units of ${orderId} went ${step} with ${is.quantity} units, but the order has ${back}`)
      if (is?.state === 'sold') sold += is.quantity
      if (is?.state === 'restocked') sold -= is.quantity
      const user = this.#orders.meant.get(orderId)?.cartId
      const uses = usesIn(is) - usesIn(was)
      if (couponOfStock(sku) && user !== undefined) users.set(user, (users.get(user) ?? 0) + uses)
    }
    if (after.totals.sold - before.totals.sold !== sold)
      fail(`orders sold ${sold} units, but the total of sold units changed by another number`)
    const [are, should] = [after.users, users].map((each) => this.textOfUsers(each))
    if (are !== should) fail(`the uses by user are ${are}, but should be ${should}`)
  }

  /** Uses by user, as text that is equal when they are; uses of erased users have no user. */
  textOfUsers(users: ReadonlyMap<string, number>): string {
    return [...users]
      .filter(([user, uses]) => uses !== 0 && !this.#forgotten.has(user))
      .map(([user, uses]) => `${user}: ${uses}`)
      .sort()
      .join(', ')
  }

  #edited(sku: string, before: Totals, received: number, keys: unknown, fail: (message: string) => void): void {
    const [key = ''] = keysIn(keys, sku)
    const back = this.#orders.putBacks.get(key)
    const meant = back === undefined ? this.edits.get(key) : { adjust: back }
    if (!meant) {
      fail('no operator sent this edit')
      return
    }
    if (this.applied.has(key)) fail(`${key} took effect twice`)
    this.applied.add(key)
    const by = 'adjust' in meant ? meant.adjust : meant.onHand - before.own - before.outside
    if (received !== by) fail(`${key} received ${received} units, but should receive ${by}`)
  }

  #page(sku: string): StockPage {
    return this.#pages.get(sku)?.at(-1) ?? BLANK
  }
}

function pageOf(rows: Rows): StockPage {
  // The cast: the system wrote these rows.
  const totals = (rows.totals?.me ?? BLANK.totals) as Totals
  const holds = Object.entries(rows.holds ?? {}) as [string, { quantity: number; at: number }][]
  const units = new Map(Object.entries(settledIn(rows)))
  for (const [id, { quantity, at }] of holds) units.set(id, { state: 'held', quantity, at })
  return { totals, units, users: new Map(Object.entries(rows.users ?? {}) as [string, number][]) }
}

/** Settled orders of all storage periods. */
function settledIn(rows: Rows): Record<string, Units> {
  const periods = Object.entries(rows).filter(([list]) => list === 'settled' || list.startsWith('settled~'))
  return Object.assign({}, ...periods.map(([, orders]) => orders)) as Record<string, Units>
}

/** Keys as the mechanism wrote them; a refund uses one key at each of its stocks. */
function keysIn(keys: unknown, sku: string): readonly string[] {
  const all = keys ? (JSON.parse(String(keys)) as { key: string }[]) : []
  return all.map(({ key }) => (key.startsWith('restock:') ? `${key} ${sku}` : key))
}

function isLapsed({ state, at }: Units, now: number): boolean {
  return state !== 'held' && at + SETTLED_MS <= now
}

function usesIn(units: Units | undefined): number {
  return units?.state === 'held' || units?.state === 'sold' ? units.quantity : 0
}
