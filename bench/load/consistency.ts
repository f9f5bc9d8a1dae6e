/**
 * The consistency check: a pure comparison of the clients' answers with every copy. Invariant: it finds nothing only
 * if each acknowledged write is in every copy exactly once, no copy has more than was written, and nothing is oversold.
 */
import type { CartJournal, Journal, OrderJournal, Units } from './journal.ts'

/** The object (or the design's own source of truth), the shared copy in Redis, and the record in MySQL. */
export type Place = 'object' | 'L2' | 'record'
export type OrderPlace = Exclude<Place, 'L2'>

export interface Holding {
  readonly version: number
  readonly units: Units
}

export interface PlacedOrder {
  readonly owner: string
  readonly status: string
  readonly units: Units
}

export interface Copies {
  readonly carts: { readonly [P in Place]: ReadonlyMap<string, Holding> }
  /** Orders by id; the record's map contains every standing order of these owners. */
  readonly orders: { readonly [P in OrderPlace]: ReadonlyMap<string, PlacedOrder> }
  /** Units promised to orders, by SKU. */
  readonly held: { readonly [P in OrderPlace]: Units }
}

export interface Stock {
  /** Units of each SKU at the start. */
  readonly onHand: Units
  /** Units that orders of earlier runs hold. */
  readonly heldBefore: Units
}

export interface Violation {
  readonly kind: 'lost' | 'doubled' | 'oversold'
  readonly place: Place
  /** A cart or order with one of its SKUs, or a SKU. */
  readonly subject: string
  readonly expected: number
  readonly found: number
}

const PLACES: readonly Place[] = ['object', 'L2', 'record']
const ORDER_PLACES: readonly OrderPlace[] = ['object', 'record']
const STANDING = 'pending_payment'
const NOTHING: Holding = { version: 0, units: {} }

export function violationsOf(journal: Journal, copies: Copies, stock: Stock): readonly Violation[] {
  const ordered = ordersByOwner(journal)
  const found: Violation[] = []
  for (const cart of journal.carts.values()) {
    found.push(...repeatedVersions(cart))
    for (const place of PLACES) {
      const holding = copies.carts[place].get(cart.guest.id) ?? NOTHING
      found.push(...cartViolations(cart, ordered.get(cart.guest.id) ?? [], place, holding))
    }
  }
  for (const place of ORDER_PLACES) found.push(...orderViolations(journal, copies.orders[place], place))
  return [...found, ...stockViolations(journal, copies, stock)]
}

function cartViolations(
  cart: CartJournal,
  orders: readonly OrderJournal[],
  place: Place,
  { version, units }: Holding,
): readonly Violation[] {
  const found: Violation[] = []
  const left = unitsLeft(cart, orders)
  for (const sku of new Set([...Object.keys(left), ...Object.keys(units)])) {
    // A checkout with an unknown outcome may have taken all units.
    const least = cart.perhapsCheckouts > 0 ? 0 : (left[sku] ?? 0)
    const most = (left[sku] ?? 0) + (cart.perhapsAdded.get(sku) ?? 0)
    found.push(...outside(place, `cart ${cart.guest.id} ${sku}`, least, most, units[sku] ?? 0))
  }
  if (cart.checkouts + cart.perhapsCheckouts > 0) return found
  // Each accepted write raises the version by exactly one.
  const most = cart.writes + cart.perhapsWrites
  return [...found, ...outside(place, `cart ${cart.guest.id} version`, cart.writes, most, version)]
}

/** Two acknowledged writes with the same version: the second one was decided without the first. */
function repeatedVersions({ guest, versions }: CartJournal): readonly Violation[] {
  const distinct = new Set(versions).size
  if (distinct === versions.length) return []
  const counts = { expected: versions.length, found: distinct }
  return [{ kind: 'lost', place: 'object', subject: `cart ${guest.id} versions`, ...counts }]
}

function orderViolations(
  { orders, carts }: Journal,
  placed: ReadonlyMap<string, PlacedOrder>,
  place: OrderPlace,
): readonly Violation[] {
  const found: Violation[] = []
  for (const { id, units } of orders.values()) {
    const copy = placed.get(id)
    const standing = copy?.status === STANDING ? copy.units : {}
    for (const sku of new Set([...Object.keys(units), ...Object.keys(standing)])) {
      found.push(...outside(place, `order ${id} ${sku}`, units[sku] ?? 0, units[sku] ?? 0, standing[sku] ?? 0))
    }
  }
  const unclaimed = new Map<string, number>()
  for (const [id, { owner, status }] of placed) {
    if (status === STANDING && !orders.has(id)) unclaimed.set(owner, (unclaimed.get(owner) ?? 0) + 1)
  }
  for (const [owner, count] of unclaimed) {
    const most = carts.get(owner)?.perhapsCheckouts ?? 0
    found.push(...outside(place, `orders of ${owner} that no answer named`, 0, most, count))
  }
  return found
}

function stockViolations(journal: Journal, { held }: Copies, { onHand, heldBefore }: Stock): readonly Violation[] {
  const sold = new Map<string, number>()
  for (const { units } of journal.orders.values()) {
    for (const [sku, count] of Object.entries(units)) sold.set(sku, (sold.get(sku) ?? heldBefore[sku] ?? 0) + count)
  }
  const perhaps = [...journal.carts.values()].some(({ perhapsCheckouts }) => perhapsCheckouts > 0)
  const found: Violation[] = []
  for (const [sku, count] of sold) {
    const units = onHand[sku] ?? 0
    if (count > units) found.push({ kind: 'oversold', place: 'object', subject: sku, expected: units, found: count })
    for (const place of ORDER_PLACES) {
      const inPlace = held[place][sku] ?? 0
      if (inPlace > units) found.push({ kind: 'oversold', place, subject: sku, expected: units, found: inPlace })
      found.push(...outside(place, `units of ${sku}`, count, perhaps ? units : count, inPlace))
    }
  }
  return found
}

function outside(place: Place, subject: string, least: number, most: number, found: number): readonly Violation[] {
  if (found < least) return [{ kind: 'lost', place, subject, expected: least, found }]
  return found > most ? [{ kind: 'doubled', place, subject, expected: most, found }] : []
}

function unitsLeft({ added }: CartJournal, orders: readonly OrderJournal[]): Units {
  const left = new Map(added)
  for (const { units } of orders) {
    for (const [sku, count] of Object.entries(units)) left.set(sku, (left.get(sku) ?? 0) - count)
  }
  return Object.fromEntries(left)
}

function ordersByOwner({ orders }: Journal): ReadonlyMap<string, readonly OrderJournal[]> {
  const byOwner = new Map<string, OrderJournal[]>()
  for (const order of orders.values()) {
    const of = byOwner.get(order.guest.id)
    if (of === undefined) byOwner.set(order.guest.id, [order])
    else of.push(order)
  }
  return byOwner
}
