/**
 * Lists the ids of aggregates in the record, page by page, for walks that call their objects: all aggregates, those
 * that had an open duty at their last write, or those that ended.
 */
import { and, asc, type Column, eq, gt, inArray, lt, or, type SQL, sql } from 'drizzle-orm'
import type { Kind } from '../../domain/copy.ts'
import type { Database, Tables } from './database.ts'

/** Times are those of the last write, in milliseconds since 1970. */
export type IdQuery =
  | { readonly of: 'all' }
  /**
   * Aggregates with an unfinished erasure, merge, checkout or order duty, or with held units, last written before this.
   */
  | { readonly of: 'owing'; readonly before: number }
  | { readonly of: 'ended'; readonly from: number; readonly before: number }

export interface AggregateIds {
  /** Returns ids in order, those after `afterId`; '' for the first page. */
  listIds(kind: Kind, which: IdQuery, limit: number, afterId: string): Promise<readonly string[]>
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

function isListed(tables: Tables, kind: Kind, which: IdQuery): SQL | undefined {
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
 * Selects aggregates that ended, for the sweeps. Literals, not parameters, because SQLite uses a partial index only
 * when the query repeats the condition of the index.
 */
export function hasEnded(state: Column): SQL {
  return sql`${state} in ('expired', 'erased')`
}

function owes(tables: Tables, kind: Kind, before: number): SQL | undefined {
  switch (kind) {
    // Literals, because these indexes are partial as well.
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
    // The record does not show duties of a claim, so this matches no row.
    case 'claim':
      return eq(tables.claims.id, '')
    default:
      return kind satisfies never
  }
}
