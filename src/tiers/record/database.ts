/**
 * The port for reads and simple writes that both databases share; each adapter implements it over its own driver. The
 * folders d1 and mysql contain the statements that differ (guarded writes, transactions, sums).
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
  | 'jobRuns'
  | 'orderLines'
  | 'orders'
  | 'priceRules'
  | 'products'
  | 'productTerms'
  | 'reports'
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
  /** Reads whole rows. */
  rows<Row>(table: TableOf<Row>, selection: Selection): Promise<readonly Row[]>
  /** Reads one column of text. */
  texts(table: Table, column: Column, selection: Selection): Promise<readonly string[]>
  /** Returns the rows of any statement, keyed by column name, with the values as the driver returns them. */
  read(statement: SQL): Promise<readonly Readonly<Record<string, unknown>>[]>
  /** Inserts the rows; of a row with the same key it keeps or replaces the other columns. */
  put<Row extends object>(
    table: TableOf<Row>,
    key: Column,
    rows: readonly Row[],
    present?: 'keep' | 'replace',
  ): Promise<void>
  /** @returns the number of deleted rows */
  remove(table: Table, where: SQL): Promise<number>
  /** Accepts any number of values. */
  isOneOf(column: Column, values: readonly string[]): SQL
}
