/**
 * The record in MySQL, over the PlanetScale HTTP driver.
 * Invariant: a row moves to a greater position only, and does so as a whole.
 */
import { and, desc, eq, getTableColumns, inArray, lt, ne, type SQL, sql } from 'drizzle-orm'
import type { MySqlTable } from 'drizzle-orm/mysql-core'
import { accounts, carts, claims, deadLetters } from '../../../drizzle/mysql/schema.ts'
import type { Copy, Kind } from '../../domain/copy.ts'
import { beyond, toPage } from './cursor.ts'
import { type GuardedRecord, guardRecord, type RecordOptions } from './guarded-record.ts'
import { catalogueRecord } from './mysql-catalogue.ts'
import { explainMysql, type MysqlDatabase, openMysql } from './mysql-client.ts'
import { feedRecord } from './mysql-feed.ts'
import { heatRecord } from './mysql-heat.ts'
import type { CopyRecord, DeadLetterRecord } from './record.ts'
import * as rows from './rows.ts'

const TABLES = { cart: carts, account: accounts, claim: claims } satisfies { [K in Kind]: MySqlTable }

export interface MysqlOptions extends RecordOptions {
  /** `https://user:password@host` of the PlanetScale HTTP API. */
  readonly url: string
}

export function createMysqlRecord(options: MysqlOptions): GuardedRecord {
  const now = options.now ?? Date.now
  const open = (signal: AbortSignal) => {
    const db = openMysql(options.url, signal)
    const ping = async () => void (await db.execute(sql`select 1`))
    return {
      ...copyRecord(db),
      ...deadLetterRecord(db),
      ...catalogueRecord(db, now),
      ...feedRecord(db),
      ...heatRecord(db),
      ping,
    }
  }
  return guardRecord(open, explainMysql, options)
}

function copyRecord(db: MysqlDatabase): CopyRecord {
  return {
    async putCopies(kind, copies) {
      if (copies.length === 0) return new Map()
      const table = TABLES[kind]
      const { id, epoch, version, state, updatedAt } = table
      const insert = db
        .insert(table)
        .values(copies.map((copy) => rows.copyToRow(kind, copy)))
        .getSQL()
      await db.execute(sql`${insert} on duplicate key update ${replaceOlder(table)}`)
      const held = await db
        .select({ id, epoch, version, state, updatedAt })
        .from(table)
        .where(
          inArray(
            table.id,
            copies.map((copy: Copy) => copy.id),
          ),
        )
      return rows.heldById(held)
    },
    async getCopy(kind, id) {
      const [row] = await db.select().from(TABLES[kind]).where(eq(TABLES[kind].id, id)).limit(1)
      return row ? rows.copyFromRow(kind, row) : null
    },
    async dropTombstones(kind, before) {
      const table = TABLES[kind]
      const dropped = await db.delete(table).where(and(ne(table.state, 'live'), lt(table.updatedAt, before)))
      return dropped.rowsAffected
    },
  }
}

/**
 * Assignments are evaluated from left to right and the guard reads the row as it then is: data first, then the
 * version, the epoch last. (drizzle's own `set` follows the order of the table's columns.)
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

function deadLetterRecord(db: MysqlDatabase): DeadLetterRecord {
  return {
    async addDeadLetter(letter) {
      const row = rows.deadLetterToRow(letter)
      await db.insert(deadLetters).values(row).onDuplicateKeyUpdate({ set: row })
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
      return (await db.delete(deadLetters).where(eq(deadLetters.id, id))).rowsAffected > 0
    },
  }
}
