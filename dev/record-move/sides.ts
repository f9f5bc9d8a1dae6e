/**
 * The two records of a move: D1 and MySQL behind one interface. Copies and products are written by the shipped adapters,
 * so that derived data (columns, lines of orders, units, words) follows in their transactions; other rows as they are.
 */
import { getTableColumns, type SQL, sql, type Table } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { MySqlTable } from 'drizzle-orm/mysql-core'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import * as d1 from '../../drizzle/d1/schema.ts'
import * as mysql from '../../drizzle/mysql/schema.ts'
import { d1Database } from '../../src/tiers/record/d1/database.ts'
import { createD1Record } from '../../src/tiers/record/d1/record.ts'
import { incoming, isOneOf, nameOf, rowsOf } from '../../src/tiers/record/d1/sql.ts'
import type { Database } from '../../src/tiers/record/database.ts'
import { openMysql } from '../../src/tiers/record/mysql/client.ts'
import { mysqlDatabase } from '../../src/tiers/record/mysql/database.ts'
import { assignments } from '../../src/tiers/record/mysql/epoch.ts'
import { createMysqlRecord } from '../../src/tiers/record/mysql/record.ts'
import type { RecordStore } from '../../src/tiers/record/record.ts'

export type TableName = keyof typeof d1 & keyof typeof mysql
type Tables<Kind> = { readonly [name in TableName]: Kind }
const D1_TABLES: Tables<SQLiteTable> = { ...d1 }
const MYSQL_TABLES: Tables<MySqlTable> = { ...mysql }

/** Far more than a page takes, also on a slow line. */
const DEADLINE_MS = 60_000

export type Row = Readonly<Record<string, unknown>>

/** `newer` and `notOlder`: depending on the `version` of the row that is there; `absent`: only where there is no row. */
export type When = 'always' | 'newer' | 'notOlder' | 'absent'

export interface Side {
  /** As people call it: `D1`, `MySQL`. */
  readonly name: string
  readonly tables: Tables<Table>
  readonly database: Database
  readonly record: RecordStore
  /** @param kept columns that an existing row keeps, besides its key */
  put(
    table: TableName,
    key: readonly string[],
    rows: readonly Row[],
    when: When,
    kept?: readonly string[],
  ): Promise<void>
  /** Runs a statement that changes rows. @returns how many */
  change(statement: SQL): Promise<number>
}

export function d1Side(binding: D1Database): Side {
  const db = drizzle(binding)
  return {
    name: 'D1',
    tables: D1_TABLES,
    database: d1Database(db),
    record: createD1Record({ database: binding, deadlineMs: DEADLINE_MS, loadDeadlineMs: DEADLINE_MS }),
    async put(name, key, rows, when, kept = []) {
      const table = D1_TABLES[name]
      const columns: Readonly<Record<string, SQLiteColumn>> = getTableColumns(table)
      const fixed = [...key, ...kept].map((each) => columnOf(columns, each))
      const insert = db.insert(table).select(rowsOf(table, rows))
      const target = key.map((each) => columnOf(columns, each))
      if (when === 'absent') await insert.onConflictDoNothing()
      else {
        const version = when === 'always' ? null : columnOf(columns, 'version')
        const order = sql.raw(when === 'newer' ? '>' : '>=')
        const setWhere = version ? { setWhere: sql`excluded.${nameOf(version)} ${order} ${version}` } : {}
        const set = incoming(table, ...fixed)
        if (Object.keys(set).length === 0) await insert.onConflictDoNothing()
        else await insert.onConflictDoUpdate({ target, set, ...setWhere })
      }
    },
    change: async (statement) => (await db.run(statement)).meta.changes,
  }
}

/** @param url of the database's HTTP host, as in DATABASE_URL */
export function mysqlSide(url: string): Side {
  const open = () => openMysql(url, AbortSignal.timeout(DEADLINE_MS))
  return {
    name: 'MySQL',
    tables: MYSQL_TABLES,
    database: {
      ...mysqlDatabase(open()),
      // A connection of its own for each call, because its deadline ends all of its calls.
      rows: (table, selection) => mysqlDatabase(open()).rows(table, selection),
      read: (statement) => mysqlDatabase(open()).read(statement),
      remove: (table, where) => mysqlDatabase(open()).remove(table, where),
    },
    record: createMysqlRecord({ url, deadlineMs: DEADLINE_MS, loadDeadlineMs: DEADLINE_MS }),
    async put(name, key, rows, when, kept = []) {
      const table = MYSQL_TABLES[name]
      const fixed = new Set([...key, ...kept])
      // The casts: the rows are those of the same table in the other database.
      const insert = open()
        .insert(table)
        .values(rows as Record<string, never>[])
      const data = Object.entries(getTableColumns(table)).filter(([each]) => !fixed.has(each) && each !== 'version')
      const version = fixed.has('version') ? undefined : getTableColumns(table).version
      const columns = [...data.map(([, column]) => column), ...(version ? [version] : [])]
      const isTaken = {
        always: sql`true`,
        newer: sql`values(version) > version`,
        notOlder: sql`values(version) >= version`,
        absent: sql`false`,
      }[when]
      const unchanged = sql`${sql.identifier(nameOfKey(table, key))} = ${sql.identifier(nameOfKey(table, key))}`
      const set = columns.length > 0 ? assignments(columns, isTaken) : unchanged
      await open().execute(sql`${insert.getSQL()} on duplicate key update ${set}`)
    },
    change: async (statement) => (await open().execute(statement)).rowsAffected,
  }
}

export function isIn(side: Side, table: Table, column: string, values: readonly string[]): SQL {
  const found = getTableColumns(table)[column]
  if (!found) throw new Error(`no column ${column}`)
  return side.name === 'D1' ? isOneOf(found as SQLiteColumn, values) : side.database.isOneOf(found, values)
}

function nameOfKey(table: MySqlTable, [first = '']: readonly string[]): string {
  return getTableColumns(table)[first]?.name ?? first
}

function columnOf(columns: Readonly<Record<string, SQLiteColumn>>, name: string): SQLiteColumn {
  const column = columns[name]
  if (!column) throw new Error(`no column ${name}`)
  return column
}
