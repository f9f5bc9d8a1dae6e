/** The port of the shared reads for MySQL. The casts are safe: tables and columns come from `tables`, its schema. */
import { getTableColumns, inArray, sql, type Table } from 'drizzle-orm'
import type { MySqlColumn, MySqlTable } from 'drizzle-orm/mysql-core'
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
} from '../../../../drizzle/mysql/schema.ts'
import type { Database, Selection } from '../database.ts'
import type { MysqlDatabase } from './client.ts'

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

export function mysqlDatabase(db: MysqlDatabase): Database {
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
        .select({ text: column as MySqlColumn })
        .from(own(table))
        .where(where)
        .orderBy(...orderBy)
        .$dynamic()
      const found = await (limit === undefined ? query : query.limit(limit))
      return found.map(({ text }) => text as string)
    },
    // The cast: the driver returns rows as objects unless it is asked for arrays.
    read: async (statement) => (await db.execute(statement)).rows as Record<string, unknown>[],
    async put(table, _, rows, present = 'replace') {
      const set = Object.entries(getTableColumns(own(table))).map(([name, column]) => {
        const its = sql.identifier(column.name)
        // A column that is assigned to itself stays as it is.
        return [name, present === 'keep' ? sql`${its}` : sql`values(${its})`] as const
      })
      await db
        .insert(own(table))
        .values([...rows])
        .onDuplicateKeyUpdate({ set: Object.fromEntries(set) })
    },
    async remove(table, where) {
      return (await db.delete(own(table)).where(where)).rowsAffected
    },
    isOneOf: (column, values) => inArray(column, [...values]),
  }
}

function own(table: Table): MySqlTable {
  return table as MySqlTable
}
