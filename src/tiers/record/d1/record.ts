/**
 * The record in D1. Rows travel as one JSON parameter, because a statement takes at most 100 parameters.
 * Invariant: a row moves to a greater position only, and does so as a whole.
 */
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { Failure } from '../../calls/guarded-calls.ts'
import { type GuardedRecord, guardRecord, type RecordOptions } from '../guarded-record.ts'
import { WordCounts } from '../search/word-counts.ts'
import { sharedRecord } from '../shared-record.ts'
import { catalogueRecord } from './catalogue.ts'
import { copyRecord } from './copies.ts'
import { d1Database } from './database.ts'
import { heatRecord } from './heat.ts'
import { ruleWrites } from './price-rules.ts'

export interface D1Options extends RecordOptions {
  readonly database: D1Database
}

export function createD1Record(options: D1Options): GuardedRecord {
  const db = drizzle(options.database)
  const ping = async () => void (await db.run(sql`select 1`))
  const record = {
    ...sharedRecord(d1Database(db)),
    ...copyRecord(db),
    ...catalogueRecord(db, options.now ?? Date.now, new WordCounts()),
    ...heatRecord(db),
    ...ruleWrites(db),
    ping,
  }
  // D1 cannot abort a statement: one abandoned at its deadline may still take effect. The guard on positions allows it.
  return guardRecord(() => record, explainD1, options)
}

function explainD1(error: unknown): Failure {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (cause instanceof RangeError) return { outcome: 'refused', reason: 'value out of range' }
  const text = cause instanceof Error ? cause.message : ''
  // D1's codes for data that it will never take. Its messages may repeat names, so they are not passed on.
  const code = /SQLITE_(?:CONSTRAINT|TOOBIG|MISMATCH|RANGE)|D1_TYPE_ERROR/.exec(text)?.[0]
  if (code) return { outcome: 'refused', reason: code }
  return { outcome: 'down', reason: /SQLITE_[A-Z]+|D1_[A-Z_]+/.exec(text)?.[0] ?? 'unknown fault' }
}
