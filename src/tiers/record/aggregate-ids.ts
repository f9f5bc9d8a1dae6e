/**
 * Which aggregates the record knows, page by page, for whoever calls their objects one by one: all of them, those that
 * owed others something when they were last written, or those that ended.
 */
import { and, asc, type Column, eq, gt, inArray, lt, or, type SQL, sql } from 'drizzle-orm'
import type { Kind } from '../../domain/copy.ts'
import type { Database, Tables } from './database.ts'

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

export function aggregateIds({ tables, texts }: Database): AggregateIds {
  return {
    listIds(kind, which, limit, afterId) {
      const table = tableOf(tables, kind)
      const where = and(gt(table.id, afterId), isListed(tables, kind, which))
      return texts(table, table.id, { where, orderBy: [asc(table.id)], limit })
    },
  }
}

function tableOf({ carts, accounts, claims, stock, orders }: Tables, kind: Kind) {
  return { cart: carts, account: accounts, claim: claims, stock, order: orders }[kind]
}

function isListed(tables: Tables, kind: Kind, which: Which): SQL | undefined {
  const { state, updatedAt } = tableOf(tables, kind)
  switch (which.of) {
    case 'all':
      return undefined
    case 'ended':
      return and(hasEnded(state), gt(updatedAt, which.from), lt(updatedAt, which.before))
    case 'owing':
      return and(owes(tables, kind, which.before), lt(updatedAt, which.before))
    default:
      return which satisfies never
  }
}

/**
 * Selects what ended, for the sweeps. Literals, not parameters: SQLite takes a partial index only for the condition
 * that it is made for.
 */
export function hasEnded(state: Column): SQL {
  return sql`${state} in ('expired', 'erased')`
}

function owes(tables: Tables, kind: Kind, before: number): SQL | undefined {
  switch (kind) {
    // Literals, for partial indexes as well.
    case 'cart':
      return sql`${tables.carts.settling} = 1`
    case 'account':
      return sql`${tables.accounts.settling} = 1`
    case 'stock':
      return sql`${tables.stock.held} > 0`
    case 'order': {
      const { settling, status, expiresAt } = tables.orders
      const isLate = and(inArray(status, ['holding', 'pending_payment']), lt(expiresAt, before))
      return or(sql`${settling} = 1`, eq(status, 'refund_pending'), isLate)
    }
    // It owes nothing that the record could tell.
    case 'claim':
      return eq(tables.claims.id, '')
    default:
      return kind satisfies never
  }
}
