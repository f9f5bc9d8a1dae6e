/**
 * The record in MySQL, over the PlanetScale HTTP driver.
 * Invariant: a row moves to a greater position only, and does so as a whole.
 */
import { desc, eq, sql } from 'drizzle-orm'
import { deadLetters } from '../../../drizzle/mysql/schema.ts'
import { beyond, toPage } from './cursor.ts'
import { type GuardedRecord, guardRecord, type RecordOptions } from './guarded-record.ts'
import { aggregateIds } from './mysql-aggregate-ids.ts'
import { catalogueRecord } from './mysql-catalogue.ts'
import { explainMysql, type MysqlDatabase, openMysql } from './mysql-client.ts'
import { copyRecord } from './mysql-copies.ts'
import { feedRecord } from './mysql-feed.ts'
import { heatRecord } from './mysql-heat.ts'
import { ledgerRecord } from './mysql-ledger.ts'
import { priceRuleRecord } from './mysql-price-rules.ts'
import type { DeadLetterRecord } from './record.ts'
import * as rows from './rows.ts'

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
      ...aggregateIds(db),
      ...deadLetterRecord(db),
      ...catalogueRecord(db, now),
      ...feedRecord(db),
      ...heatRecord(db),
      ...priceRuleRecord(db),
      ...ledgerRecord(db),
      ping,
    }
  }
  return guardRecord(open, explainMysql, options)
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
