/**
 * Reads and simple writes that both databases do alike, each through its own driver. Statements that differ between
 * them (guarded writes, transactions, sums) stand in the files d1-… and mysql-….
 */
import type { Column, SQL, Table } from 'drizzle-orm'
import type * as d1 from '../../../drizzle/d1/schema.ts'
import type * as mysql from '../../../drizzle/mysql/schema.ts'

type TableName =
  | 'accounts'
  | 'audit'
  | 'carts'
  | 'catalogueState'
  | 'claims'
  | 'deadLetters'
  | 'ledgerRuns'
  | 'orderLines'
  | 'orders'
  | 'priceRules'
  | 'products'
  | 'stock'
  | 'watermarks'

export type Tables = Pick<typeof d1, TableName> | Pick<typeof mysql, TableName>

export type TableOf<Row> = Table & { readonly $inferSelect: Row }

export interface Selection {
  readonly where?: SQL | undefined
  readonly orderBy?: readonly SQL[]
  readonly limit?: number
}

export interface Database {
  readonly tables: Tables
  /** Whole rows. */
  rows<Row>(table: TableOf<Row>, selection: Selection): Promise<readonly Row[]>
  /** One column of text. */
  texts(table: Table, column: Column, selection: Selection): Promise<readonly string[]>
  /** The answer to any statement, by the names of its columns and as the driver has the values. */
  read(statement: SQL): Promise<readonly Readonly<Record<string, unknown>>[]>
  /** Inserts the row, or replaces what has its key. */
  put<Row extends object>(table: TableOf<Row>, key: Column, row: Row): Promise<void>
  /** @returns how many rows there were */
  remove(table: Table, where: SQL): Promise<number>
  /** For any number of values. */
  isOneOf(column: Column, values: readonly string[]): SQL
}
