/**
 * The record in D1. Rows travel as one JSON parameter, since a statement takes no more than 100.
 * Invariant: a row moves to a greater position only, and does so as a whole.
 */
import { desc, eq, sql } from 'drizzle-orm'
import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1'
import { deadLetters } from '../../../drizzle/d1/schema.ts'
import type { Failure } from '../guarded-calls.ts'
import { beyond, toPage } from './cursor.ts'
import { aggregateIds } from './d1-aggregate-ids.ts'
import { catalogueRecord } from './d1-catalogue.ts'
import { copyRecord } from './d1-copies.ts'
import { feedRecord } from './d1-feed.ts'
import { heatRecord } from './d1-heat.ts'
import { ledgerRecord } from './d1-ledger.ts'
import { priceRuleRecord } from './d1-price-rules.ts'
import { type GuardedRecord, guardRecord, type RecordOptions } from './guarded-record.ts'
import type { DeadLetterRecord } from './record.ts'
import * as rows from './rows.ts'

export interface D1Options extends RecordOptions {
  readonly database: D1Database
}

export function createD1Record(options: D1Options): GuardedRecord {
  const db = drizzle(options.database)
  const ping = async () => void (await db.run(sql`select 1`))
  const record = {
    ...copyRecord(db),
    ...aggregateIds(db),
    ...deadLetterRecord(db),
    ...catalogueRecord(db, options.now ?? Date.now),
    ...feedRecord(db),
    ...heatRecord(db),
    ...priceRuleRecord(db),
    ...ledgerRecord(db),
    ping,
  }
  // D1 cannot abort a statement: given up at its deadline, it may still take effect. The guard on positions allows it.
  return guardRecord(() => record, explainD1, options)
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

function explainD1(error: unknown): Failure {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (cause instanceof RangeError) return { outcome: 'refused', reason: 'value out of range' }
  const text = cause instanceof Error ? cause.message : ''
  // What D1 answers to data that it will never take; its messages may repeat names but are not passed on either.
  const code = /SQLITE_(?:CONSTRAINT|TOOBIG|MISMATCH|RANGE)|D1_TYPE_ERROR/.exec(text)?.[0]
  if (code) return { outcome: 'refused', reason: code }
  return { outcome: 'down', reason: /SQLITE_[A-Z]+|D1_[A-Z_]+/.exec(text)?.[0] ?? 'unknown fault' }
}
