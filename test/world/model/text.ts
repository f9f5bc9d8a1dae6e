/** Carts as text; equal carts have equal text, whether from a model or from the system's rows. */
import type { Kind } from '../../../src/domain/copy.ts'
import { attributesText, type ModelLine, type ModelState, NOTHING } from './cart.ts'
import { clientsOfRow, clientsText } from './clients.ts'

export type Rows = { readonly [list: string]: { readonly [key: string]: unknown } }

/**
 * Lines and codes in their order, removed lines by id, the guest's binding, the merged guests, and the checkouts and
 * orders.
 */
export function textOf(state: ModelState): string {
  const { items, removed, saved, coupons, bound, guests, clients } = state
  return JSON.stringify([
    inOrder(items).map(show),
    [...removed].sort(byName).map(show),
    inOrder(saved).map(show),
    bound && [bound.userId, bound.strategy, bound.done],
    [...guests.keys()].sort(),
    ...(coupons.size > 0 ? [`codes ${codesOf(coupons)}`] : []),
    ...(clients.size > 0 ? [`clients ${clientsText(clients)}`] : []),
    ...(ordered(state) ?? []),
  ])
}

/** The merged guests in the order of their arrival. */
function codesOf(coupons: ModelState['coupons']): readonly string[] {
  return [...coupons].sort(([a, one], [b, other]) => one - other || (a < b ? -1 : 1)).map(([code]) => code)
}

/** The checkouts and orders, or null if there never was one. */
function ordered({ checkouts, keys, orders, returned }: ModelState): readonly unknown[] | null {
  if (checkouts.size + keys.size + orders.size + returned.size === 0) return null
  return [
    [...checkouts].sort(byName).map(([orderId, { key, starting, lines, coupons }]) => {
      return [orderId, key, starting, [...coupons].sort(), ...[...lines].sort(byName).map(show)]
    }),
    [...keys].sort(byName).map(([key, { orderId }]) => [key, orderId]),
    [...orders.keys()].sort(),
    [...returned.keys()].sort(),
  ]
}

/** The lists of a cart. */
export const CART_LISTS: readonly string[] = [
  ...['items', 'removed', 'saved', 'coupons', 'merge', 'merges'],
  ...['checkouts', 'checkoutKeys', 'orders', 'returns', 'clients'],
]

/** The same text from rows as the system holds them. */
export function textOfRows(rows: Rows): string {
  const others = Object.keys(rows).filter(
    (list) => !CART_LISTS.includes(list) && Object.keys(rows[list] ?? {}).length > 0,
  )
  const text = textOf(stateOfRows(rows))
  return others.length > 0 ? `${text} and ${others}` : text
}

/** The state of these rows; rows of another shape show as a difference. */
export function stateOfRows(rows: Rows): ModelState {
  // The cast: the system wrote these rows.
  const removed = Object.entries(rows.removed ?? {}) as [string, StoredLine & { removedAt: number }][]
  const { out, done } = (rows.merge ?? {}) as { out?: StoredOut; done?: { report: unknown } }
  const times = (list: string) =>
    new Map((Object.entries(rows[list] ?? {}) as [string, { at: number }][]).map(([id, { at }]) => [id, at]))
  const checkouts = Object.entries(rows.checkouts ?? {}) as [string, StoredCheckout][]
  const keys = Object.entries(rows.checkoutKeys ?? {}) as [string, { orderId: string; at: number }][]
  return {
    items: linesOf(rows.items, 'items'),
    removed: new Map(
      removed.map(([key, line]) => [idOf(key, line, 'items'), { ...lineOf(key, line), removedAt: line.removedAt }]),
    ),
    saved: linesOf(rows.saved, 'saved'),
    coupons: times('coupons'),
    bound: out
      ? { ...NOBODY, userId: out.userId, strategy: out.strategy, done: false }
      : done
        ? ARRIVED
        : NOTHING.bound,
    guests: times('merges'),
    checkouts: new Map(
      checkouts.map(([orderId, { key, start, lines: stored, coupons = [] }]) => {
        const lines = new Map(stored.map(([sku, line]) => [idOf(sku, line, orderId.slice(-8)), lineOf(sku, line)]))
        return [orderId, { key, starting: start !== null, lines, coupons }]
      }),
    ),
    keys: new Map(keys.map(([key, { orderId, at }]) => [key, { orderId, at }])),
    orders: times('orders'),
    returned: times('returns'),
    clients: clientsOfRow(rows.clients?.all),
  }
}

const NOBODY = { userId: '', strategy: '', done: false }
/** When the lines have arrived, only the seal still names the user, and no longer the guest's rows. */
export const ARRIVED = { ...NOBODY, done: true }

interface StoredOut {
  readonly userId: string
  readonly strategy: string
}

interface StoredLine {
  /** Lines of the released version have no id. */
  readonly lineId?: string
  readonly quantity: number
  readonly selected: boolean
  readonly attributes: object
  readonly title: string
  readonly price: number
  readonly rank: number
}

interface StoredCheckout {
  readonly key: string
  readonly start: unknown
  readonly lines: readonly (readonly [sku: string, line: StoredLine])[]
  readonly coupons?: readonly string[]
}

/** A line of the released version is identified by SKU and place: each place had one line per SKU. */
function idOf(key: string, { lineId }: StoredLine, place: string): string {
  return lineId ?? `${key}~${place}`
}

function linesOf(list: Rows[string] | undefined, place: string): ReadonlyMap<string, ModelLine> {
  const stored = Object.entries(list ?? {}) as [string, StoredLine][]
  const lines = stored.map(([key, line]) => [idOf(key, line, place), lineOf(key, line)] as const)
  const byId = new Map(lines)
  // Two lines with one id show as a difference.
  return byId.size === lines.length ? byId : new Map(lines.map(([id, line], place) => [`${place} ${id}`, line]))
}

function lineOf(key: string, { quantity, selected, attributes, title, price, rank }: StoredLine): ModelLine {
  const [sku = ''] = key.split('#')
  return { sku, quantity, selected, attributes: attributesText(attributes), title, price, order: rank }
}

function inOrder(lines: ReadonlyMap<string, ModelLine>) {
  return [...lines].sort(([, a], [, b]) => a.order - b.order)
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}

function show([id, { sku, quantity, selected, attributes, title, price }]: readonly [string, ModelLine]) {
  return [sku, quantity, selected, attributes, title, price, id]
}

/** Rows of any kind, limited to the lists that its copies carry. */
export function textOfCopied(kind: Kind, rows: Rows): string {
  if (kind === 'cart') return textOfRows(rows)
  return rawText(kind === 'stock' ? { totals: rows.totals ?? {} } : rows)
}

/** Kinds without a model. */
function rawText(rows: Rows): string {
  const lists = Object.entries(rows).filter(([, list]) => Object.keys(list).length > 0)
  return JSON.stringify(lists.sort(byName).map(([name, list]) => [name, Object.entries(list).sort(byName)]))
}
