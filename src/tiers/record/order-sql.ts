/** Lists of orders, over the table of either database. */
import { and, type Column, eq, gte, lt, notInArray, type SQL, type Table } from 'drizzle-orm'
import type { LiveCopy } from '../../domain/copy.ts'
import { isListed, ORDER_STATUSES } from '../../domain/order/transitions.ts'
import { TierError } from '../tier-error.ts'
import type { ColumnsOf } from './columns.ts'
import { beyond, toPage } from './cursor.ts'
import type { OrderQuery } from './orders.ts'
import type { Page } from './record.ts'
import { type CopyRow, copyFromRow } from './rows.ts'

type Orders = Table & Record<'id' | 'owner' | 'status' | 'createdAt', Column>

export type OrderRow = CopyRow & ColumnsOf<'order'>

const UNLISTED = ORDER_STATUSES.filter((status) => !isListed(status))

/** Which orders are on the page, sorted by time and id, the newest first. Tombstones have no status. */
export function isOnPage({ id, owner, status, createdAt }: Orders, query: OrderQuery): SQL | undefined {
  return and(
    query.owner === undefined ? undefined : eq(owner, query.owner),
    query.status === undefined ? notInArray(status, UNLISTED) : eq(status, query.status),
    query.from === undefined ? undefined : gte(createdAt, query.from),
    query.to === undefined ? undefined : lt(createdAt, query.to),
    beyond(createdAt, id, '<', query.after, listOf(query)),
  )
}

/** @param found one more than the limit, when there are so many */
export function orderPage(found: readonly OrderRow[], query: OrderQuery): Page<LiveCopy> {
  const { items, next } = toPage(
    found,
    query.limit,
    ({ createdAt, id }) => [createdAt ?? 0, id],
    readable,
    listOf(query),
  )
  return { items: items.filter((copy) => copy !== null), next }
}

/** Null when an outside edit broke the row: one order must not take the list down. */
export function readable(row: CopyRow): LiveCopy | null {
  try {
    const copy = copyFromRow('order', row)
    return copy.state === 'live' ? copy : null
  } catch (error) {
    if (error instanceof TierError && error.outcome === 'refused') return null
    throw error
  }
}

/** Which list a cursor belongs to. Filters may differ: their pages go on all the same. */
function listOf({ owner }: OrderQuery): string {
  return owner === undefined ? 'orders' : `orders of ${owner}`
}
