/**
 * The record in MySQL, over the PlanetScale HTTP driver.
 * Invariant: a row moves to a greater position only, and does so as a whole.
 */
import { sql } from 'drizzle-orm'
import { type GuardedRecord, guardRecord, type RecordOptions } from '../guarded-record.ts'
import { WordCounts } from '../search/word-counts.ts'
import { sharedRecord } from '../shared-record.ts'
import { catalogueRecord } from './catalogue.ts'
import { explainMysql, openMysql } from './client.ts'
import { copyRecord } from './copies.ts'
import { mysqlDatabase } from './database.ts'
import { heatRecord } from './heat.ts'
import { ruleWrites } from './price-rules.ts'

export interface MysqlOptions extends RecordOptions {
  /** `https://user:password@host` of the PlanetScale HTTP API. */
  readonly url: string
}

export function createMysqlRecord(options: MysqlOptions): GuardedRecord {
  const now = options.now ?? Date.now
  const counts = new WordCounts()
  const open = (signal: AbortSignal) => {
    const db = openMysql(options.url, signal)
    const ping = async () => void (await db.execute(sql`select 1`))
    return {
      ...sharedRecord(mysqlDatabase(db)),
      ...copyRecord(db),
      ...catalogueRecord(db, now, counts),
      ...heatRecord(db),
      ...ruleWrites(db),
      ping,
    }
  }
  return guardRecord(open, explainMysql, options)
}
