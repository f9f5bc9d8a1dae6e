/** The parts of the record that both databases answer by the same statements. */
import { aggregateIds } from './aggregate-ids.ts'
import { auditRecord } from './audit.ts'
import type { Database } from './database.ts'
import { deadLetterRecord } from './dead-letters.ts'
import { feedRecord } from './feed.ts'
import { jobRecord } from './job-runs.ts'
import { ledgerRecord } from './ledger-record.ts'
import { mediaRecord } from './media.ts'
import { orderRecord } from './order-sql.ts'
import { ruleReads } from './price-rules.ts'
import { reportRecord } from './reports.ts'

export function sharedRecord(database: Database) {
  return {
    ...aggregateIds(database),
    ...auditRecord(database),
    ...deadLetterRecord(database),
    ...feedRecord(database),
    ...jobRecord(database),
    ...ledgerRecord(database),
    ...mediaRecord(database),
    ...orderRecord(database),
    ...reportRecord(database),
    ...ruleReads(database),
  }
}
