/**
 * Pages of a list too long to be read whole: products are walked in the order of the list, from the cursor on, and the
 * filter is tested for each, until the page is full or the windows are used up. A page may therefore be short; its
 * cursor continues behind the last product looked at. Invariant: each product of the list is in exactly one page.
 */
import { and, Column, gt, is, lt, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { QueryTerm } from '../../../domain/search/terms.ts'
import { beyondKey, type SortKey, toCursor, toPage } from '../cursor.ts'
import type { Page } from '../entries.ts'
import type { Counting } from './terms.ts'

/** A part of the list that an index sorts, or that is short. The parts follow each other. */
export interface Part {
  readonly from: SQLWrapper
  readonly where: SQL | undefined
  readonly sku: Column
  /** A constant when all rows are in one place. */
  readonly at: Column | SQL<number> | number
  readonly order: '<' | '>'
  /** Tested for each product looked at: these words, and the condition `only`. */
  readonly terms: readonly QueryTerm[]
  readonly only?: SQL
  /** Whether a row in this place is in this part. */
  readonly holds: (place: number) => boolean
}

export interface Window {
  readonly part: Part
  /** Decodes a place from the driver's value. */
  readonly placeOf: (value: unknown) => number
  readonly limit: number
}

export interface Walk<Item> {
  readonly parts: readonly Part[]
  readonly limit: number
  /** How many products are looked at, window after window. */
  readonly windows: readonly number[]
  /** The decoded cursor. */
  readonly after: SortKey | null
  /** Names the list in its cursors. */
  readonly list: string
  readonly database: Counting
  /** Reads the candidates that match, in order, at most `limit`. */
  read(candidates: SQL, window: Window): Promise<readonly Item[]>
  readonly keyOf: (item: Item) => SortKey
}

export async function walk<Item>(given: Walk<Item>): Promise<Page<Item>> {
  const { parts, limit, list } = given
  let { after } = given
  const found: Item[] = []
  let place = after === null ? 0 : parts.findIndex(({ holds }) => holds(after?.[0] ?? 0))
  let [window = 1, ...more] = given.windows
  for (let part = parts[place]; part; part = parts[place]) {
    // The cursor's part no longer exists, nor do its products; the next part begins at its start.
    if (after && typeof part.at === 'number' && part.at !== after[0]) after = null
    const { items, last } = await look(given, part, after, window, limit + 1 - found.length)
    found.push(...items)
    if (found.length > limit) return toPage(found, limit, given.keyOf, (item) => item, list)
    if (last === null) {
      place += 1
      after = null
      continue
    }
    after = last
    const [next, ...rest] = more
    if (next === undefined) return { items: found, next: toCursor(last, list) }
    window = next
    more = rest
  }
  return { items: found, next: null }
}

/** @returns the matching products of a window, and the window's end: null when the part ends in the window */
async function look<Item>(given: Walk<Item>, part: Part, after: SortKey | null, window: number, limit: number) {
  const { from, where, at, sku, order } = part
  const direction = sql.raw(directionOf(order))
  const isFixed = typeof at === 'number'
  const rest = after && (isFixed ? (order === '<' ? lt : gt)(sku, after[1]) : beyondKey(at, sku, order, after))
  const place = isFixed ? sql.raw(String(at)) : at
  const sorted = isFixed ? sql`${sku} ${direction}` : sql`${at} ${direction}, ${sku} ${direction}`
  const condition = and(where, rest ?? undefined) ?? sql`1 = 1`
  const candidates = sql`select ${sku} as sku, ${place} as place from ${from} where ${condition} order by ${sorted}`
  const placeOf = (value: unknown) => Number(is(at, Column) ? at.mapFromDriverValue(value) : value)
  const items = await given.read(sql`${candidates} limit ${window}`, { part, placeOf, limit })
  if (items.length === limit) return { items, last: null }
  const [row] = await given.database.count(sql`${candidates} limit 1 offset ${window - 1}`)
  return { items, last: row ? ([placeOf(row.place), String(row.sku)] as const) : null }
}

export function directionOf(order: '<' | '>'): 'asc' | 'desc' {
  return order === '<' ? 'desc' : 'asc'
}
