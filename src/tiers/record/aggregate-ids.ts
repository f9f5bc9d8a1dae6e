/**
 * Lists the aggregates in the record, page by page, for walks that call or compare them: all aggregates, those that had
 * an open duty at their last write, or those that ended.
 */
import { and, asc, type Column, eq, gt, inArray, lt, or, type SQL, sql } from 'drizzle-orm'
import type { Copy, Held, Kind } from '../../domain/copy.ts'
import type { Database, Tables } from './database.ts'
import { type CopyRow, readableCopies } from './rows.ts'

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
  /** Like `listIds` of all, with the position of each copy. */
  listHeld(kind: Kind, limit: number, afterId: string): Promise<readonly HeldRow[]>
  /** The positions of these copies, in order of id; absent ids are missing. */
  heldOf(kind: Kind, ids: readonly string[]): Promise<readonly HeldRow[]>
  /** The copies of these ids; those that are absent or unreadable are missing. */
  getCopies(kind: Kind, ids: readonly string[]): Promise<readonly Copy[]>
}

export interface HeldRow extends Held {
  readonly id: string
  /** Whether the aggregate had an open duty at its last write; only carts, accounts and orders show this. */
  readonly settling: boolean
}

export function aggregateIds({ tables, texts, rows, read, isOneOf }: Database): AggregateIds {
  /** Names the columns, because the lists are large. */
  const held = async (kind: Kind, where: SQL, limit: number): Promise<readonly HeldRow[]> => {
    const table = tableOf(tables, kind)
    const { id, epoch, version, state, updatedAt } = table
    const settling = 'settling' in table ? table.settling : sql`0`
    const found = await read(sql`
      select ${id} as id, ${epoch} as epoch, ${version} as version, ${state} as state, ${updatedAt} as updated_at,
        ${settling} as settling
      from ${table} where ${where} order by ${id} limit ${limit}`)
    return found.map((row) => ({
      id: String(row.id),
      epoch: Number(row.epoch),
      version: Number(row.version),
      // The cast: only copies write this column.
      state: row.state as Held['state'],
      updatedAt: Number(updatedAt.mapFromDriverValue(row.updated_at)),
      settling: Number(row.settling) === 1,
    }))
  }
  return {
    listHeld: (kind, limit, afterId) => held(kind, gt(tableOf(tables, kind).id, afterId), limit),
    async heldOf(kind, ids) {
      return ids.length === 0 ? [] : held(kind, isOneOf(tableOf(tables, kind).id, ids), ids.length)
    },
    async getCopies(kind, ids) {
      if (ids.length === 0) return []
      const table = tableOf(tables, kind)
      return readableCopies(kind, await rows<CopyRow>(table, { where: isOneOf(table.id, ids) }))
    },
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
