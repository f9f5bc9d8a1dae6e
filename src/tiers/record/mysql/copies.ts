/**
 * Copies in MySQL. Invariants: a row moves to a greater position only, and does so as a whole; derived data (units of
 * products, lines of orders) follows from the row that now stands, in the same transaction. When the answer to a
 * COMMIT is lost, the objects send again, and the same copies make the same rows.
 */
import { and, eq, getTableColumns, inArray, lt, type SQL, sql } from 'drizzle-orm'
import type { MySqlTable } from 'drizzle-orm/mysql-core'
import { accounts, carts, claims, orderLines, orders, products, stock } from '../../../../drizzle/mysql/schema.ts'
import type { Copy, Held, Kind } from '../../../domain/copy.ts'
import { hasEnded } from '../aggregate-ids.ts'
import { orderLineRows } from '../order-lines.ts'
import type { CopyRecord } from '../record.ts'
import * as rows from '../rows.ts'
import { changesLists, settleProducts } from '../stock-sql.ts'
import type { MysqlDatabase } from './client.ts'
import { type Executor, raise } from './epoch.ts'

const TABLES = { cart: carts, account: accounts, claim: claims, stock, order: orders } satisfies {
  [K in Kind]: MySqlTable
}
const LINES_PER_STATEMENT = 2_000

export function copyRecord(db: MysqlDatabase): CopyRecord {
  return {
    async putCopies(kind, copies) {
      if (copies.length === 0) return new Map()
      switch (kind) {
        case 'stock':
          return db.transaction(async (transaction) => {
            await upsert(transaction, kind, copies)
            const ids = copies.map(({ id }) => id)
            const isGiven = inArray(products.sku, ids)
            const [asked] = (await transaction.execute(sql`select ${changesLists(products, stock, isGiven)} as yes`))
              .rows
            await transaction.execute(settleProducts(products, stock, isGiven))
            if (Number((asked as { readonly yes?: unknown } | undefined)?.yes) === 1) await raise(transaction)
            return heldOf(transaction, kind, copies)
          })
        case 'order':
          return db.transaction(async (transaction) => {
            await upsert(transaction, kind, copies)
            // The upsert locked these rows, including rows that it left unchanged, so no other writer moves them now.
            const held = await heldOf(transaction, kind, copies)
            await writeLines(transaction, copies, held)
            return held
          })
        default:
          await upsert(db, kind, copies)
          return heldOf(db, kind, copies)
      }
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
      const isOld = and(hasEnded(table.state), lt(table.updatedAt, before))
      const dropped = await db.delete(table).where(isOld).limit(limit)
      return dropped.rowsAffected
    },
  }
}

async function upsert(executor: Executor, kind: Kind, copies: readonly Copy[]): Promise<void> {
  const table = TABLES[kind]
  const insert = executor
    .insert(table)
    .values(copies.map((copy) => rows.copyToRow(kind, copy)))
    .getSQL()
  await executor.execute(sql`${insert} on duplicate key update ${replaceOlder(table)}`)
}

async function heldOf(executor: Executor, kind: Kind, copies: readonly Copy[]): Promise<ReadonlyMap<string, Held>> {
  const table = TABLES[kind]
  const { id, epoch, version, state, updatedAt } = table
  const ids = copies.map((copy) => copy.id)
  const held = await executor.select({ id, epoch, version, state, updatedAt }).from(table).where(inArray(id, ids))
  return rows.heldById(held)
}

/** Writes lines of orders whose row is exactly this copy; the time distinguishes copies at one position. */
async function writeLines(
  transaction: Executor,
  copies: readonly Copy[],
  held: ReadonlyMap<string, Held>,
): Promise<void> {
  const buried = [...held].flatMap(([id, { state }]) => (state === 'live' ? [] : [id]))
  if (buried.length > 0) await transaction.delete(orderLines).where(inArray(orderLines.orderId, buried))
  const standing = copies.filter(({ id, epoch, version, updatedAt }) => {
    const its = held.get(id)
    return its && its.epoch === epoch && its.version === version && its.updatedAt === updatedAt
  })
  const lines = standing.flatMap(orderLineRows)
  const { orderId: _, sku: __, ...data } = getTableColumns(orderLines)
  const set = Object.fromEntries(
    Object.entries(data).map(([key, column]) => [key, sql`values(${sql.identifier(column.name)})`]),
  )
  for (let from = 0; from < lines.length; from += LINES_PER_STATEMENT) {
    const some = lines.slice(from, from + LINES_PER_STATEMENT)
    await transaction.insert(orderLines).values(some).onDuplicateKeyUpdate({ set })
  }
}

/**
 * MySQL evaluates assignments from left to right, and the guard reads the row in its present state: data first, then
 * the version, the epoch last. (drizzle's own `set` would follow the order of the table's columns.)
 */
function replaceOlder(table: (typeof TABLES)[Kind]): SQL {
  const { id, epoch, version, ...data } = getTableColumns(table)
  const name = (column: { readonly name: string }) => sql.identifier(column.name)
  const isNewer = sql`(values(${name(epoch)}), values(${name(version)})) > (${name(epoch)}, ${name(version)})`
  const assignments = [...Object.values(data), version, epoch].map(
    (column) => sql`${name(column)} = if(${isNewer}, values(${name(column)}), ${name(column)})`,
  )
  return sql.join(assignments, sql`, `)
}
