/**
 * What a cart is: lines by SKU, lines that were removed and can be restored for a day, and lines saved for later.
 * Invariant: one line per SKU in each list, and a SKU is never in `items` and in `removed` at once.
 */
import type { Json } from '../copy.ts'
import type { RowsView } from '../rows.ts'

export const ITEMS = 'items'
export const REMOVED = 'removed'
export const SAVED = 'saved'

/** Version of the shape of the rows below. */
export const CART_SCHEMA = 1

export const MAX_LINES = 200
export const MAX_QUANTITY = 999
export const MAX_REMOVED = 50
export const MAX_SAVED = 100
/** Characters of JSON over all rows; a larger cart could not be copied in one piece. */
export const MAX_LENGTH = 256 * 1024
export const RESTORABLE_MS = 24 * 3600_000
const GUEST_LIFETIME_MS = 40 * 24 * 3600_000

export type Attributes = { readonly [name: string]: string }

/** A line as it is stored; texts and price are those of the moment it was added. */
export type Line = {
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

/** What the catalogue says of a product when a command needs it; looked up by the caller, never by the client. */
export interface ProductFacts {
  readonly title: string
  readonly price: number
  readonly image: string | null
  readonly labels: readonly string[]
}

export function lineOf(rows: RowsView, sku: string): Line | undefined {
  // Rows are written by `evolve` alone, in the shape of CART_SCHEMA.
  return rows.get(ITEMS, sku) as Line | undefined
}

export function removedLineOf(rows: RowsView, sku: string): RemovedLine | undefined {
  return rows.get(REMOVED, sku) as RemovedLine | undefined
}

export function savedLineOf(rows: RowsView, sku: string): Line | undefined {
  return rows.get(SAVED, sku) as Line | undefined
}

export function lines(rows: RowsView): LineEntry[] {
  return inOrder(rows.entries(ITEMS) as Iterable<LineEntry>)
}

export function savedLines(rows: RowsView): LineEntry[] {
  return inOrder(rows.entries(SAVED) as Iterable<LineEntry>)
}

/** Lines of one list by their ranks. */
export function inOrder(entries: Iterable<LineEntry>): LineEntry[] {
  return [...entries].sort(([, a], [, b]) => a.rank - b.rank)
}

/** Removed lines, the newest first. */
export function removedLines(rows: RowsView): (readonly [sku: string, line: RemovedLine])[] {
  const all = [...(rows.entries(REMOVED) as Iterable<readonly [string, RemovedLine]>)]
  return all.sort(([, a], [, b]) => b.removedAt - a.removedAt || b.rank - a.rank)
}

/** When the oldest removed line is to be forgotten, or null when there is none. */
export function nextForgetting(rows: RowsView): number | null {
  let oldest = Number.POSITIVE_INFINITY
  for (const [, line] of rows.entries(REMOVED) as Iterable<readonly [string, RemovedLine]>) {
    oldest = Math.min(oldest, line.removedAt)
  }
  return oldest === Number.POSITIVE_INFINITY ? null : oldest + RESTORABLE_MS
}

export function lengthOf(value: Json): number {
  return JSON.stringify(value).length
}

/** Only a guest's cart ends by itself; the id says whose it is. */
export function cartLifetimeMs(userId: string): number | null {
  return userId.startsWith('gst_') ? GUEST_LIFETIME_MS : null
}

/** The cart's own identifier: its owner's, under the cart's prefix. */
export function cartIdOf(userId: string): string {
  return `crt_${userId.slice(4)}`
}
