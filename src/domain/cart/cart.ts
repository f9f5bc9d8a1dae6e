/**
 * A cart: lines, lines that were removed and can be restored for a day, and lines saved for later.
 * Invariant: each list has one line per SKU and attributes; none of them is in `items` and in `removed` at once; a line
 * id stands for one line in all lists together.
 */
import type { Json } from '../copy.ts'
import { type LineRows, storedBytes } from '../rows.ts'
import { skuOf } from './line-id.ts'

export const ITEMS = 'items'
export const REMOVED = 'removed'
export const SAVED = 'saved'

/** Version of the shape of the rows below. */
export const CART_SCHEMA = 2

export const MAX_LINES = 200
export const MAX_QUANTITY = 999
export const MAX_REMOVED = 50
export const MAX_SAVED = 100
/**
 * Bytes that a cart may grow to by additions. Lines that a checkout returns and an import may each add as much again:
 * three times this limit still fits into one value of D1 (2 MB).
 */
export const MAX_LENGTH = 288 * 1024
export const RESTORABLE_MS = 24 * 3600_000
const GUEST_LIFETIME_MS = 40 * 24 * 3600_000

export type Attributes = { readonly [name: string]: string }

/** A line as it is stored, with the texts and the price at the time when it was added. */
export type Line = {
  /** Stays the same for as long as the line exists. */
  readonly lineId: string
  readonly quantity: number
  readonly selected: boolean
  readonly attributes: Attributes
  readonly title: string
  /** Minor units. */
  readonly price: number
  readonly image: string | null
  readonly labels: readonly string[]
  readonly addedAt: number
  readonly updatedAt: number
  /** Lines are shown in the order of their ranks. */
  readonly rank: number
}

export type LineEntry = readonly [sku: string, line: Line]

export type RemovedLine = Line & { readonly removedAt: number }

/** The catalogue's facts about a product for a command; the caller looks them up, the client never supplies them. */
export interface ProductFacts {
  readonly title: string
  readonly price: number
  readonly image: string | null
  readonly labels: readonly string[]
}

export function lines(rows: LineRows): LineEntry[] {
  return inOrder(entriesOf<Line>(rows, ITEMS))
}

export function savedLines(rows: LineRows): LineEntry[] {
  return inOrder(entriesOf<Line>(rows, SAVED))
}

/** Lines of one list by their ranks. */
function inOrder(entries: Iterable<LineEntry>): LineEntry[] {
  return [...entries].sort(([, a], [, b]) => a.rank - b.rank)
}

/** Removed lines, the newest first. */
export function removedLines(rows: LineRows): (readonly [sku: string, line: RemovedLine])[] {
  return entriesOf<RemovedLine>(rows, REMOVED).sort(([, a], [, b]) => b.removedAt - a.removedAt || b.rank - a.rank)
}

function entriesOf<Row extends Line>(rows: LineRows, list: string): (readonly [sku: string, line: Row])[] {
  // Rows of these lists are written by `evolve` only, in the shape of CART_SCHEMA.
  const all = rows.entries(list) as Iterable<readonly [string, Row]>
  return Array.from(all, ([key, line]) => [skuOf(key), line] as const)
}

export function lengthOf(value: Json): number {
  return storedBytes(value)
}

/** Null for users, because only guests' carts expire; the id says which of them it is. */
export function cartLifetimeMs(userId: string): number | null {
  return userId.startsWith('gst_') ? GUEST_LIFETIME_MS : null
}

/** The id of the cart: its owner's id with the cart's prefix. */
export function cartIdOf(userId: string): string {
  return `crt_${userId.slice(4)}`
}
