/**
 * Copies in D1. Invariants: a row moves to a greater position only, and does so as a whole; derived data (units of
 * products, lines of orders) follows from the row that now stands, in the same batch, which is one transaction.
 */
import { and, eq, inArray, lt, ne, type SQL, sql } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { accounts, carts, claims, orderLines, orders, products, stock } from '../../../../drizzle/d1/schema.ts'
import type { Copy, Kind } from '../../../domain/copy.ts'
import { hasEnded } from '../aggregate-ids.ts'
import { orderLineRows } from '../order-lines.ts'
import type { CopyRecord } from '../record.ts'
import * as rows from '../rows.ts'
import { changesLists, settledUnits } from '../stock-sql.ts'
import { raised } from './edits.ts'
import { incoming, isOneOf, nameOf, rowsOf } from './sql.ts'

const TABLES = { cart: carts, account: accounts, claim: claims, stock, order: orders } satisfies {
  [K in Kind]: SQLiteTable
}

export function copyRecord(db: DrizzleD1Database): CopyRecord {
  return {
    async putCopies(kind, copies) {
      if (copies.length === 0) return new Map()
      const table = TABLES[kind]
      const { id, epoch, version, state, updatedAt } = table
      const isNewer = sql`(excluded.${nameOf(epoch)}, excluded.${nameOf(version)}) > (${epoch}, ${version})`
      const ids = copies.map((copy) => copy.id)
      const upsert = db
        .insert(table)
        .select(
          rowsOf(
            table,
            copies.map((copy) => rows.copyToRow(kind, copy)),
          ),
        )
        .onConflictDoUpdate({ target: id, set: incoming(table, id), setWhere: isNewer })
      const [, held] = await db.batch([
        upsert,
        db.select({ id, epoch, version, state, updatedAt }).from(table).where(isOneOf(id, ids)),
        ...derived(db, kind, copies),
      ])
      return rows.heldById(held)
    },
    async getCopy(kind, id) {
      const [row] = await db.select().from(TABLES[kind]).where(eq(TABLES[kind].id, id)).limit(1)
      return row ? rows.copyFromRow(kind, row) : null
    },
    async listSealedTo(userId) {
      const found = await db.select({ id: carts.id }).from(carts).where(eq(carts.seal, userId))
      return found.map(({ id }) => id)
    },
    async dropTombstones(kind, before, limit) {
      const table = TABLES[kind]
      // Deletes by a page of ids from the index of ended rows, because SQLite's DELETE has no LIMIT.
      const isOld = and(hasEnded(table.state), lt(table.updatedAt, before))
      const page = db.select({ id: table.id }).from(table).where(isOld).limit(limit)
      return (await db.delete(table).where(inArray(table.id, page))).meta.changes
    },
  }
}

/** The statements that derive data from the rows that now stand. */
function derived(db: DrizzleD1Database, kind: Kind, copies: readonly Copy[]): BatchItem<'sqlite'>[] {
  const ids = copies.map(({ id }) => id)
  switch (kind) {
    case 'stock': {
      const { set, hasStock } = settledUnits(products, stock)
      return [
        raised(db, changesLists(products, stock, isOneOf(products.sku, ids))),
        db
          .update(products)
          .set(set)
          .where(and(isOneOf(products.sku, ids), hasStock)),
      ]
    }
    case 'order':
      return [
        db
          .delete(orderLines)
          .where(
            sql`${orderLines.orderId} in (select ${orders.id} from ${orders} where ${isOneOf(orders.id, ids)} and ${ne(orders.state, 'live')})`,
          ),
        db
          .insert(orderLines)
          .select(rowsOf(orderLines, copies.flatMap(orderLineRows), sql`given.value ->> 0 in (${standing(copies)})`))
          .onConflictDoUpdate({
            target: [orderLines.orderId, orderLines.sku],
            // The upload never changes, and setting it would write its index again.
            set: incoming(orderLines, orderLines.orderId, orderLines.sku, orderLines.upload),
          }),
      ]
    default:
      return []
  }
}

/** Selects orders whose row is exactly this copy; the time distinguishes copies at one position. */
function standing(copies: readonly Copy[]): SQL {
  const { id, epoch, version, updatedAt } = orders
  const given = copies.map((copy) => [copy.id, copy.epoch, copy.version, updatedAt.mapToDriverValue(copy.updatedAt)])
  const each = sql`select value ->> 0, value ->> 1, value ->> 2, value ->> 3 from json_each(${JSON.stringify(given)})`
  return sql`select ${id} from ${orders} where (${id}, ${epoch}, ${version}, ${updatedAt}) in (${each})`
}
