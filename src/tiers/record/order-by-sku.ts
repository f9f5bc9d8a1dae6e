/**
 * Orders with a line of one product, newest first. Invariant: a page costs a bounded number of rows: it walks the
 * product's lines by the index and ends after MAX_STEPS, even if few of the orders match, and its cursor goes on there.
 */
import { and, type Column, desc, eq, gt, gte, inArray, lt, notInArray, type SQL, sql } from 'drizzle-orm'
import { encodeTime } from 'ulid'
import { UNLISTED } from '../../domain/order/transitions.ts'
import { fromCursor, toCursor } from './cursor.ts'
import type { Database } from './database.ts'
import { valuesWith } from './open-returns.ts'
import type { OrderQuery } from './order-record.ts'
import type { OrderRow } from './rows.ts'

const LINES_PER_STEP = 500
const MAX_STEPS = 4
const LIST = 'orders with a product'
/** An order's id is made shortly before the order, by another clock. */
const MARGIN_MS = 24 * 3600_000

type Named<Name extends string> = { readonly [N in Name]: Column }

/** Whether a filter selects so few orders that the others need no index and no walk. */
export function isNarrow({ owner, number, email }: OrderQuery): boolean {
  return owner !== undefined || number !== undefined || email !== undefined
}

export function hasLine({ orders, orderLines }: Database['tables'], sku: string): SQL {
  const its = sql`${orderLines.orderId} = ${orders.id} and ${orderLines.sku} = ${sku}`
  return sql`exists (select 1 from ${orderLines} where ${its})`
}

/** @returns the rows of the page, and its cursor */
export async function rowsWithSku({ tables, ...database }: Database, sku: string, query: OrderQuery) {
  const { orders, orderLines } = tables
  const { limit, from, to, after } = query
  const isFound = and(hasStatus(orders, query), isWithin(orders, query), hasReturn(orders, query))
  const found: OrderRow[] = []
  const earliest = from === undefined ? undefined : gt(orderLines.orderId, idAt(from - MARGIN_MS))
  let before = after === undefined ? (to === undefined ? undefined : idAt(to + MARGIN_MS)) : fromCursor(after, LIST)[1]
  const cursorBehind = (id: string) => toCursor([0, id], LIST)
  for (let step = 0; step < MAX_STEPS; step++) {
    const beyond = before === undefined ? undefined : lt(orderLines.orderId, before)
    const ids = await database.texts(orderLines, orderLines.orderId, {
      where: and(eq(orderLines.sku, sku), earliest, beyond),
      orderBy: [desc(orderLines.orderId)],
      limit: LINES_PER_STEP,
    })
    if (ids.length > 0) {
      const where = and(database.isOneOf(orders.id, ids), isFound)
      const wanted = limit + 1 - found.length
      found.push(...(await database.rows(orders, { where, orderBy: [desc(orders.id)], limit: wanted })))
    }
    const last = found[limit - 1]
    if (found.length > limit && last) return { rows: found.slice(0, limit), next: cursorBehind(last.id) }
    if (ids.length < LINES_PER_STEP) return { rows: found, next: null }
    before = ids.at(-1)
  }
  return { rows: found, next: before === undefined ? null : cursorBehind(before) }
}

export function hasStatus({ status }: Named<'status'>, { statuses }: OrderQuery): SQL {
  return statuses ? inArray(status, [...statuses]) : notInArray(status, UNLISTED)
}

export function hasReturn({ openReturns }: Named<'openReturns'>, { returns }: OrderQuery): SQL | undefined {
  return returns && inArray(openReturns, [...valuesWith(returns)])
}

export function isWithin({ createdAt }: Named<'createdAt'>, { from, to }: OrderQuery): SQL | undefined {
  return and(from === undefined ? undefined : gte(createdAt, from), to === undefined ? undefined : lt(createdAt, to))
}

function idAt(ms: number): string {
  return `ord_${encodeTime(Math.max(0, ms))}`
}
