/**
 * Loads the bench's products straight into the tables, in the order of their keys, because 100,000 of them would take
 * many minutes through the record. Invariant: the rows are those that the record would write.
 */
import type { DatabaseSync } from 'node:sqlite'
import { getTableColumns } from 'drizzle-orm'
import type { MySqlTable } from 'drizzle-orm/mysql-core'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Connection } from 'mysql2/promise'
import * as d1 from '../drizzle/d1/schema.ts'
import * as mysql from '../drizzle/mysql/schema.ts'
import { facetsOf } from '../src/domain/catalogue/facet.ts'
import { indexTerms } from '../src/domain/search/terms.ts'
import { treeRows } from '../src/tiers/record/catalogue-load.ts'
import { productToRow } from '../src/tiers/record/rows.ts'
import { wordsRow } from '../src/tiers/record/search/product-words.ts'
import type { ManyProducts } from './many-products.ts'

type Value = string | number | null
type Rows = Iterable<readonly Value[]>

const ROWS_AT_ONCE = 5_000
const TERMS_INDEX = 'product_terms_by_sku'

/** The tables must not have these products yet. */
export async function bulkIntoMysql(connection: Connection, many: ManyProducts, now: number): Promise<void> {
  await connection.query('set unique_checks = 0')
  // Building an index from all rows at once is faster than growing it, because the rows are then added in its order.
  await connection.query(`alter table product_terms drop index ${TERMS_INDEX}`)
  const insert = async (table: MySqlTable, name: string, rows: Rows) => {
    const columns = Object.values(getTableColumns(table)).map((column) => column.name)
    await connection.beginTransaction()
    for (const values of portions(rows, ROWS_AT_ONCE)) {
      await connection.query(`insert ignore into ${name} (${columns.join(', ')}) values ?`, [values])
    }
    await connection.commit()
  }
  await insert(mysql.categories, 'categories', categoryRows(mysql.categories, many))
  await insert(mysql.products, 'products', productRows(mysql.products, many, now))
  await insert(mysql.productWords, 'product_words', wordRows(many))
  await insert(mysql.productTerms, 'product_terms', termRows(many))
  await connection.query(`create index ${TERMS_INDEX} on product_terms (sku)`)
  await connection.query('analyze table products, product_terms, categories')
}

export function bulkIntoSqlite(database: DatabaseSync, many: ManyProducts, now: number): void {
  const insert = (table: SQLiteTable, name: string, rows: Rows) => {
    const columns = Object.values(getTableColumns(table)).map((column) => column.name)
    const places = columns.map(() => '?').join(', ')
    const statement = database.prepare(`insert or ignore into ${name} (${columns.join(', ')}) values (${places})`)
    for (const row of rows) statement.run(...row)
  }
  database.exec(`begin; drop index ${TERMS_INDEX}`)
  insert(d1.categories, 'categories', categoryRows(d1.categories, many))
  insert(d1.products, 'products', productRows(d1.products, many, now))
  insert(d1.productWords, 'product_words', wordRows(many))
  insert(d1.productTerms, 'product_terms', termRows(many))
  database.exec(`create index ${TERMS_INDEX} on product_terms (sku); commit`)
}

function* categoryRows(table: MySqlTable | SQLiteTable, { categories }: ManyProducts): Rows {
  const tree = treeRows(
    [],
    categories.map((each) => ({ ...each, version: 1 })),
  )
  for (const row of tree) yield valuesOf(table, row)
}

function* productRows(table: MySqlTable | SQLiteTable, { products }: ManyProducts, now: number): Rows {
  for (const [place, loaded] of products.entries()) {
    const at = now + Math.floor(place / 100)
    const stamped = { weightGrams: 0, ...loaded, held: 0, version: 1, createdAt: at, updatedAt: at }
    yield valuesOf(table, { ...productToRow(stamped, 'bulk'), onHand: loaded.onHand })
  }
}

/** Rows in the order of the terms, and of the SKUs of each term. */
function* wordRows({ products }: ManyProducts): Rows {
  for (const product of products) {
    const { sku, words, lot } = wordsRow(product.sku, indexTerms(product), facetsOf([product]))
    yield [sku, words, lot]
  }
}

function* termRows({ products }: ManyProducts): Rows {
  const bySku = products.toSorted((a, b) => (a.sku < b.sku ? -1 : 1))
  const lists = new Map<string, number[]>()
  for (const [place, product] of bySku.entries()) {
    for (const { term, weight } of indexTerms(product)) {
      const list = lists.get(term)
      if (list) list.push(place, weight)
      else lists.set(term, [place, weight])
    }
  }
  const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))
  for (const term of [...lists.keys()].sort(byBytes)) {
    const list = lists.get(term) ?? []
    for (let at = 0; at < list.length; at += 2) {
      yield [term, bySku[list[at] ?? 0]?.sku ?? '', list[at + 1] ?? 0]
    }
  }
}

function valuesOf(table: MySqlTable | SQLiteTable, row: object): readonly Value[] {
  const fields = new Map<string, unknown>(Object.entries(row))
  return Object.entries(getTableColumns(table)).map(([key, column]) => {
    const value = fields.get(key) ?? null
    // The cast: these tables contain only texts and numbers.
    return value === null ? null : (column.mapToDriverValue(value) as Value)
  })
}

function* portions<Item>(items: Iterable<Item>, size: number): Generator<readonly Item[]> {
  let portion: Item[] = []
  for (const item of items) {
    portion.push(item)
    if (portion.length === size) {
      yield portion
      portion = []
    }
  }
  if (portion.length > 0) yield portion
}
