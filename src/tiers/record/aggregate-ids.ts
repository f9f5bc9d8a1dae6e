/**
 * Which aggregates the record knows, page by page, for whoever calls their objects one by one: all of them, those that
 * owed others something when they were last written, or those that ended.
 */
import { and, eq, gt, inArray, lt, or, type SQL, sql } from 'drizzle-orm'
import type { accounts, carts, claims, orders, stock } from '../../../drizzle/d1/schema.ts'
import type {
  accounts as mysqlAccounts,
  carts as mysqlCarts,
  claims as mysqlClaims,
  orders as mysqlOrders,
  stock as mysqlStock,
} from '../../../drizzle/mysql/schema.ts'
import type { Kind } from '../../domain/copy.ts'

/** Times are those of the last write, in milliseconds since 1970. */
export type Which =
  | { readonly of: 'all' }
  /** An erasure, a merge, a checkout, an order's errands, or held units; last written before this time. */
  | { readonly of: 'owing'; readonly before: number }
  | { readonly of: 'ended'; readonly from: number; readonly before: number }

export interface AggregateIds {
  /** In order of the ids, those after this one; '' for the first page. */
  listIds(kind: Kind, which: Which, limit: number, afterId: string): Promise<readonly string[]>
}

interface Tables {
  readonly cart: typeof carts | typeof mysqlCarts
  readonly account: typeof accounts | typeof mysqlAccounts
  readonly claim: typeof claims | typeof mysqlClaims
  readonly stock: typeof stock | typeof mysqlStock
  readonly order: typeof orders | typeof mysqlOrders
}

export function isListed(tables: Tables, kind: Kind, which: Which, afterId: string): SQL | undefined {
  const { id, state, updatedAt } = tables[kind]
  const isNext = gt(id, afterId)
  switch (which.of) {
    case 'all':
      return isNext
    case 'ended':
      return and(isNext, inArray(state, ['expired', 'erased']), gt(updatedAt, which.from), lt(updatedAt, which.before))
    case 'owing':
      return and(isNext, owes(tables, kind, which.before), lt(updatedAt, which.before))
    default:
      return which satisfies never
  }
}

function owes(tables: Tables, kind: Kind, before: number): SQL | undefined {
  switch (kind) {
    case 'cart':
    case 'account':
      // Literals, not parameters: SQLite takes a partial index only for the condition that it is made for.
      return sql`${tables[kind].settling} = 1`
    case 'stock':
      return sql`${tables.stock.held} > 0`
    case 'order': {
      const { settling, status, expiresAt } = tables.order
      const isLate = and(inArray(status, ['holding', 'pending_payment']), lt(expiresAt, before))
      return or(sql`${settling} = 1`, eq(status, 'refund_pending'), isLate)
    }
    // It owes nothing that the record could tell.
    case 'claim':
      return eq(tables.claim.id, '')
    default:
      return kind satisfies never
  }
}
