/** Lists of orders, over either database. */
import { and, asc, type Column, desc, eq, isNull, ne, notInArray, or, type SQL, type Table } from 'drizzle-orm'
import type { LiveCopy } from '../../domain/copy.ts'
import { orderNumberOf } from '../../domain/order/number.ts'
import { UNLISTED } from '../../domain/order/transitions.ts'
import { TierError } from '../calls/tier-error.ts'
import { beyond, fromCursor, toCursor, toPage } from './cursor.ts'
import type { Database } from './database.ts'
import type { Page } from './entries.ts'
import { valuesWith } from './open-returns.ts'
import { hasLine, hasReturn, hasStatus, isNarrow, isWithin, rowsWithSku } from './order-by-sku.ts'
import type { OrderQuery, OrderRecord } from './order-record.ts'
import { type CopyRow, copyFromRow, type OrderRow } from './rows.ts'

type Orders = Table & Record<'id' | 'owner' | 'status' | 'number' | 'email' | 'createdAt' | 'openReturns', Column>

export function orderRecord({ tables, ...database }: Database): OrderRecord {
  const { orders } = tables
  return {
    async listOrders(query) {
      const { sku } = query
      if (sku !== undefined && !isNarrow(query)) {
        const { rows, next } = await rowsWithSku({ tables, ...database }, sku, query)
        return { items: rows.map(readable).filter((copy) => copy !== null), next }
      }
      const hasSku = sku === undefined ? undefined : hasLine(tables, sku)
      const orderBy = [desc(orders.createdAt), desc(orders.id)]
      const limit = query.limit + 1
      const pages = pageConditions(orders, query).map((its) =>
        database.rows(orders, { where: and(its, hasSku), orderBy, limit }),
      )
      return orderPage(await Promise.all(pages), query)
    },
    async orderIdsByNumber(numbers) {
      if (numbers.length === 0) return new Map()
      const where = and(database.isOneOf(orders.number, numbers), notInArray(orders.status, UNLISTED))
      const ids = await database.texts(orders, orders.id, { where, orderBy: [asc(orders.createdAt), asc(orders.id)] })
      return new Map(ids.map((id) => [orderNumberOf(id), id]))
    },
    async listedOrders(owner, ids) {
      const where = and(database.isOneOf(orders.id, ids), eq(orders.owner, owner), notInArray(orders.status, UNLISTED))
      return new Set(await database.texts(orders, orders.id, { where }))
    },
  }
}

/**
 * The conditions of the queries whose rows together make the page, each sorted by time and id, newest first.
 * Each status, each value of open returns and each way to have an e-mail address gets its own query: each then reads its
 * own range of an index, in order, and stops at the limit.
 */
function pageConditions(table: Orders, query: OrderQuery): readonly (SQL | undefined)[] {
  const { status, openReturns } = table
  const { statuses, returns } = query
  const ranges =
    returns && !isNarrow(query)
      ? valuesWith(returns).map((value) => and(eq(openReturns, value), hasStatus(table, query)))
      : statuses && !returns
        ? [...new Set(statuses)].map((wanted) => eq(status, wanted))
        : [and(hasReturn(table, query), hasStatus(table, query))]
  return ranges.flatMap((its) => hasEmail(table, query).map((has) => isOnPage(table, query, and(its, has))))
}

/** No order meets two of the conditions. */
function hasEmail({ owner, email }: Orders, query: OrderQuery): readonly (SQL | undefined)[] {
  if (query.email === undefined) return [undefined]
  const has = eq(email, query.email)
  if (query.account === undefined) return [has]
  return [has, and(eq(owner, query.account), or(isNull(email), ne(email, query.email)))]
}

/** Tombstones have no status, so no status condition selects them. */
function isOnPage(table: Orders, query: OrderQuery, its: SQL | undefined): SQL | undefined {
  const { id, owner, number, createdAt } = table
  return and(
    query.owner === undefined ? undefined : eq(owner, query.owner),
    query.number === undefined ? undefined : eq(number, query.number),
    its,
    isWithin(table, query),
    beyond(createdAt, id, '<', query.after, listOf(query)),
  )
}

/** @param found the rows of each query, up to one more than the limit */
function orderPage(found: readonly (readonly OrderRow[])[], query: OrderQuery): Page<LiveCopy> {
  const { items, next } = toPage(
    found.length === 1 ? (found[0] ?? []) : found.flat().toSorted(newestFirst),
    query.limit,
    ({ createdAt, id }) => [createdAt ?? 0, id],
    readable,
    listOf(query),
  )
  return { items: items.filter((copy) => copy !== null), next }
}

function newestFirst(a: OrderRow, b: OrderRow): number {
  return (b.createdAt ?? 0) - (a.createdAt ?? 0) || (a.id < b.id ? 1 : -1)
}

/** Returns null when an outside edit broke the row, because one order must not make the whole list fail. */
export function readable(row: CopyRow): LiveCopy | null {
  try {
    const copy = copyFromRow('order', row)
    return copy.state === 'live' ? copy : null
  } catch (error) {
    if (error instanceof TierError && error.outcome === 'refused') return null
    throw error
  }
}

interface Placed {
  readonly id: string
  readonly createdAt: number
}

/** Makes the cursor of the page that begins behind this order, whether or not the record has the order. */
export function cursorBehind({ id, createdAt }: Placed, owner: string): string {
  return toCursor([createdAt, id], listOf({ owner }))
}

/** Whether the order comes behind the cursor. Throws as `listOrders` does for a cursor of another list. */
export function isBehind({ id, createdAt }: Placed, after: string | undefined, owner: string): boolean {
  if (after === undefined) return true
  const [lastAt, lastId] = fromCursor(after, listOf({ owner }))
  return createdAt < lastAt || (createdAt === lastAt && id < lastId)
}

/**
 * Names the list that a cursor belongs to. Filters are not part of the name, so a cursor works after a filter changed.
 */
function listOf({ owner }: Pick<OrderQuery, 'owner'>): string {
  return owner === undefined ? 'orders' : `orders of ${owner}`
}
