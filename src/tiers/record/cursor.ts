/**
 * Keyset pages: a page's cursor is the sort key of its last row, as opaque text; the next page begins beyond it.
 * Invariant: rows added in the meantime neither repeat nor hide other rows.
 */
import { Column, gt, is, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { TierError } from '../calls/tier-error.ts'
import type { Page } from './entries.ts'

/** A rank, then the unique key that breaks ties. */
export type SortKey = readonly [rank: number, key: string]

/** Reads the last key of a page and the name of its list out of a cursor; null when the text is not a cursor. */
export function readCursor(text: string): { readonly last: SortKey; readonly list: string } | null {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0))
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
    if (!Array.isArray(value) || value.length !== 3) return null
    const [rank, key, list]: unknown[] = value
    if (typeof rank !== 'number' || !Number.isFinite(rank) || typeof key !== 'string' || typeof list !== 'string') {
      return null
    }
    return { last: [rank, key], list }
  } catch {
    return null
  }
}

/** Throws a refusal when the text is not a cursor that `toPage` made for the same list. */
export function fromCursor(text: string, list: string): SortKey {
  const read = readCursor(text)
  if (read?.list !== list) throw unreadable()
  return read.last
}

export function unreadable(): TierError {
  return new TierError('record', 'refused', 'unreadable cursor')
}

/**
 * Selects the rows beyond the cursor, or all rows when there is no cursor.
 * @param list name of the list; a cursor of another list is refused
 */
export function beyond(
  rank: SQLWrapper,
  key: Column,
  order: '<' | '>',
  after: string | undefined,
  list = '',
): SQL | undefined {
  return after === undefined ? undefined : beyondKey(rank, key, order, fromCursor(after, list))
}

export function beyondKey(rank: SQLWrapper, key: SQLWrapper, order: '<' | '>', [lastRank, lastKey]: SortKey): SQL {
  const than = sql.raw(order)
  if (!is(rank, Column)) return sql`(${rank}, ${key}) ${than} (${lastRank}, ${lastKey})`
  const bound = sql.param(lastRank, rank)
  // The first condition repeats only the rank, because MySQL does not use an index range for a pair.
  return sql`(${rank} ${than}= ${bound} and (${rank}, ${key}) ${than} (${bound}, ${lastKey}))`
}

/** Selects the rows behind the cursor of a list that is sorted by its unique key only. */
export function behindKey(key: Column, after: string | undefined, list: string): SQL | undefined {
  return after === undefined ? undefined : gt(key, fromCursor(after, list)[1])
}

/** Makes a page of rows that were read with `limit + 1`; the extra row shows that there are more. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => SortKey,
  itemOf: (row: Row) => Item,
  list = '',
): Page<Item> {
  const kept = rows.slice(0, limit)
  const last = kept.at(-1)
  const next = rows.length > limit && last !== undefined ? toCursor(keyOf(last), list) : null
  return { items: kept.map(itemOf), next }
}

export function toCursor(last: SortKey, list: string): string {
  const bytes = new TextEncoder().encode(JSON.stringify([...last, list]))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
