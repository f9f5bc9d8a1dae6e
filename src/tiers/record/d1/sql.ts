/** Passes rows to D1 as one JSON parameter, because a statement takes at most 100 parameters. */
import { getTableColumns, inArray, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'

export function nameOf(column: SQLiteColumn) {
  return sql.identifier(column.name)
}

export function isOneOf(column: SQLiteColumn, values: readonly string[]): SQL {
  return inArray(column, sql`(select value from json_each(${JSON.stringify(values)}))`)
}

/**
 * The rows as a select over one JSON parameter, in the order of the table's columns.
 * @param only a condition on the rows; their columns are `given.value ->> <place>`
 */
export function rowsOf(table: SQLiteTable, all: readonly object[], only: SQL = sql`true`): SQL {
  const columns = Object.entries<SQLiteColumn>(getTableColumns(table))
  const values = all.map((row) => {
    const fields = new Map<string, unknown>(Object.entries(row))
    return columns.map(([key, column]) => {
      const value = fields.get(key) ?? null
      return value === null ? null : column.mapToDriverValue(value)
    })
  })
  const picks = columns.map((_, place) => sql.raw(`value ->> ${place}`))
  // Without the WHERE condition SQLite would parse the `on conflict` that follows as a join.
  return sql`select ${sql.join(picks, sql`, `)} from json_each(${JSON.stringify(values)}) as given where ${only}`
}

/** Every column except the conflicting key: SQLite would write the key's index again, which D1 bills as a row. */
export function incoming(table: SQLiteTable, ...key: readonly SQLiteColumn[]): Record<string, SQL> {
  const columns = Object.entries<SQLiteColumn>(getTableColumns(table)).filter(([, column]) => !key.includes(column))
  return Object.fromEntries(columns.map(([key, column]) => [key, sql`excluded.${nameOf(column)}`]))
}
