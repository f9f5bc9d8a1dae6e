/** The port of the shared reads for D1. The casts are safe: tables and columns come from `tables`, D1's schema. */
import type { Table } from 'drizzle-orm'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import {
  accounts,
  audit,
  carts,
  catalogueState,
  claims,
  deadLetters,
  jobRuns,
  orderLines,
  orders,
  priceRules,
  products,
  productTerms,
  reports,
  stock,
  watermarks,
} from '../../../../drizzle/d1/schema.ts'
import type { Database, Selection } from '../database.ts'
import { incoming, isOneOf, rowsOf } from './sql.ts'

const tables = {
  accounts,
  audit,
  carts,
  catalogueState,
  claims,
  deadLetters,
  jobRuns,
  orderLines,
  orders,
  priceRules,
  products,
  productTerms,
  reports,
  stock,
  watermarks,
}

export function d1Database(db: DrizzleD1Database): Database {
  return {
    tables,
    async rows<Row>(table: Table, { where, orderBy = [], limit }: Selection) {
      const query = db
        .select()
        .from(own(table))
        .where(where)
        .orderBy(...orderBy)
        .$dynamic()
      return (await (limit === undefined ? query : query.limit(limit))) as Row[]
    },
    async texts(table, column, { where, orderBy = [], limit }) {
      const query = db
        .select({ text: column as SQLiteColumn })
        .from(own(table))
        .where(where)
        .orderBy(...orderBy)
        .$dynamic()
      const found = await (limit === undefined ? query : query.limit(limit))
      return found.map(({ text }) => text as string)
    },
    read: (statement) => db.all(statement),
    async put(table, key, rows, present = 'replace') {
      const insert = db.insert(own(table)).select(rowsOf(own(table), rows))
      const target = key as SQLiteColumn
      await (present === 'keep'
        ? insert.onConflictDoNothing({ target })
        : insert.onConflictDoUpdate({ target, set: incoming(own(table), target) }))
    },
    async remove(table, where) {
      return (await db.delete(own(table)).where(where)).meta.changes
    },
    isOneOf: (column, values) => isOneOf(column as SQLiteColumn, values),
  }
}

function own(table: Table): SQLiteTable {
  return table as SQLiteTable
}
