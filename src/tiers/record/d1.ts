/**
 * The record in D1. Rows travel as one JSON parameter, since a statement takes no more than 100.
 * Invariant: a row moves to a greater position only, and does so as a whole.
 */
import { and, asc, desc, eq, getTableColumns, gt, inArray, lt, ne, type SQL, sql } from 'drizzle-orm'
import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { accounts, carts, categories, claims, deadLetters, products } from '../../../drizzle/d1/schema.ts'
import type { Kind } from '../../domain/copy.ts'
import type { Failure } from '../guarded-calls.ts'
import { categoryRows, productRows, UNFILED_RANK } from './catalogue-load.ts'
import { beyond, toPage } from './cursor.ts'
import { type GuardedRecord, guardRecord, type RecordOptions } from './guarded-record.ts'
import type { CatalogueRecord, CopyRecord, DeadLetterRecord, ProductQuery } from './record.ts'
import * as rows from './rows.ts'

const TABLES = { cart: carts, account: accounts, claim: claims } satisfies { [K in Kind]: SQLiteTable }

export interface D1Options extends RecordOptions {
  readonly database: D1Database
}

export function createD1Record(options: D1Options): GuardedRecord {
  const db = drizzle(options.database)
  const ping = async () => void (await db.run(sql`select 1`))
  const record = { ...copyRecord(db), ...deadLetterRecord(db), ...catalogueRecord(db, options.now ?? Date.now), ping }
  // D1 cannot abort a statement: given up at its deadline, it may still take effect. The guard on positions allows it.
  return guardRecord(() => record, explainD1, options)
}

function copyRecord(db: DrizzleD1Database): CopyRecord {
  return {
    async putCopies(kind, copies) {
      if (copies.length === 0) return new Map()
      const table = TABLES[kind]
      const { id, epoch, version, state, updatedAt } = table
      const isNewer = sql`(excluded.${nameOf(epoch)}, excluded.${nameOf(version)}) > (${epoch}, ${version})`
      const upsert = db
        .insert(table)
        .select(
          rowsOf(
            table,
            copies.map((copy) => rows.copyToRow(kind, copy)),
          ),
        )
        .onConflictDoUpdate({ target: id, set: incoming(table), setWhere: isNewer })
      const [, held] = await db.batch([
        upsert,
        db
          .select({ id, epoch, version, state, updatedAt })
          .from(table)
          .where(
            isOneOf(
              id,
              copies.map((copy) => copy.id),
            ),
          ),
      ])
      return rows.heldById(held)
    },
    async getCopy(kind, id) {
      const [row] = await db.select().from(TABLES[kind]).where(eq(TABLES[kind].id, id)).limit(1)
      return row ? rows.copyFromRow(kind, row) : null
    },
    async dropTombstones(kind, before) {
      const table = TABLES[kind]
      const dropped = await db.delete(table).where(and(ne(table.state, 'live'), lt(table.updatedAt, before)))
      return dropped.meta.changes
    },
  }
}

function deadLetterRecord(db: DrizzleD1Database): DeadLetterRecord {
  return {
    async addDeadLetter(letter) {
      const row = rows.deadLetterToRow(letter)
      await db.insert(deadLetters).values(row).onConflictDoUpdate({ target: deadLetters.id, set: row })
    },
    async listDeadLetters(limit, after) {
      const { refusedAt, id } = deadLetters
      const found = await db
        .select()
        .from(deadLetters)
        .where(beyond(refusedAt, id, '<', after))
        .orderBy(desc(refusedAt), desc(id))
        .limit(limit + 1)
      return toPage(found, limit, (row) => [row.refusedAt, row.id], rows.deadLetterFromRow)
    },
    async getDeadLetter(id) {
      const [row] = await db.select().from(deadLetters).where(eq(deadLetters.id, id)).limit(1)
      return row ? rows.deadLetterFromRow(row) : null
    },
    async dropDeadLetter(id) {
      return (await db.delete(deadLetters).where(eq(deadLetters.id, id))).meta.changes > 0
    },
  }
}

function catalogueRecord(db: DrizzleD1Database, now: () => number): CatalogueRecord {
  const getProducts = async (skus: readonly string[]) => {
    const found = await db.select().from(products).where(isOneOf(products.sku, skus))
    return new Map(found.map((row) => [row.sku, rows.productFromRow(row)]))
  }
  return {
    getProducts,
    async getProduct(sku) {
      return (await getProducts([sku])).get(sku) ?? null
    },
    async listProducts(query) {
      const rank = sql<number>`coalesce(${categories.treeRank}, ${UNFILED_RANK})`.mapWith(Number)
      const found = await db
        .select({ row: products, rank })
        .from(products)
        .leftJoin(categories, eq(categories.id, products.category))
        .where(and(...wanted(query), beyond(rank, products.sku, '>', query.after)))
        .orderBy(asc(rank), asc(products.sku))
        .limit(query.limit + 1)
      return toPage(
        found,
        query.limit,
        ({ rank, row }) => [rank, row.sku],
        ({ row }) => rows.productFromRow(row),
      )
    },
    async listCategories() {
      const active = and(eq(products.category, categories.id), eq(products.status, 'active'))
      const count = sql<number>`(select count(*) from ${products} where ${active})`.mapWith(Number)
      const found = await db
        .select({ row: categories, count })
        .from(categories)
        .orderBy(categories.treeRank, categories.id)
      return found.map(({ row, count }) => ({ ...rows.categoryFromRow(row), count }))
    },
    async load(loadedCategories, loadedProducts) {
      const stored = await db.select().from(categories)
      const edit = { ...incoming(products), version: sql`${products.version} + 1` }
      const statements = [
        ...categoryRows(stored, loadedCategories).map((run) =>
          db
            .insert(categories)
            .select(rowsOf(categories, run))
            .onConflictDoUpdate({ target: categories.id, set: incoming(categories) }),
        ),
        ...productRows(loadedProducts, now()).map((run) =>
          db.insert(products).select(rowsOf(products, run)).onConflictDoUpdate({ target: products.sku, set: edit }),
        ),
      ]
      const [first, ...others] = statements
      if (first) await db.batch([first, ...others])
    },
  }
}

function wanted(query: ProductQuery): (SQL | undefined)[] {
  return [
    eq(products.status, 'active'),
    query.categories && isOneOf(products.category, query.categories),
    query.inStock ? gt(products.onHand, 0) : undefined,
  ]
}

function nameOf(column: SQLiteColumn) {
  return sql.identifier(column.name)
}

function isOneOf(column: SQLiteColumn, values: readonly string[]): SQL {
  return inArray(column, sql`(select value from json_each(${JSON.stringify(values)}))`)
}

/** The rows as a select over one JSON parameter, in the order of the table's columns. */
function rowsOf(table: SQLiteTable, all: readonly object[]): SQL {
  const columns = Object.entries<SQLiteColumn>(getTableColumns(table))
  const values = all.map((row) => {
    const fields = new Map<string, unknown>(Object.entries(row))
    return columns.map(([key, column]) => {
      const value = fields.get(key) ?? null
      return value === null ? null : column.mapToDriverValue(value)
    })
  })
  const picks = columns.map((_, place) => sql.raw(`value ->> ${place}`))
  // `where true` keeps SQLite from reading the `on conflict` that follows as a join.
  return sql`select ${sql.join(picks, sql`, `)} from json_each(${JSON.stringify(values)}) where true`
}

function incoming(table: SQLiteTable): Record<string, SQL> {
  const columns = Object.entries<SQLiteColumn>(getTableColumns(table))
  return Object.fromEntries(columns.map(([key, column]) => [key, sql`excluded.${nameOf(column)}`]))
}

function explainD1(error: unknown): Failure {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (cause instanceof RangeError) return { outcome: 'refused', reason: 'value out of range' }
  const text = cause instanceof Error ? cause.message : ''
  // What D1 answers to data that it will never take; its messages may repeat names but are not passed on either.
  const code = /SQLITE_(?:CONSTRAINT|TOOBIG|MISMATCH|RANGE)|D1_TYPE_ERROR/.exec(text)?.[0]
  if (code) return { outcome: 'refused', reason: code }
  return { outcome: 'down', reason: /SQLITE_[A-Z]+|D1_[A-Z_]+/.exec(text)?.[0] ?? 'unknown fault' }
}
