/** The contract of both record adapters: one suite, run against each over its real database. */
import { afterAll, beforeAll, describe, test } from 'vitest'
import type { Copy } from '../../../src/domain/copy.ts'
import type { GuardedRecord } from '../../../src/tiers/record/guarded-record.ts'
import { auditContract } from './record-audit-contract.ts'
import { catalogueContract } from './record-catalogue-contract.ts'
import { copiesContract } from './record-copies-contract.ts'
import { editsContract } from './record-edits-contract.ts'
import { familiesContract } from './record-families-contract.ts'
import { feedContract } from './record-feed-contract.ts'
import { idsContract } from './record-ids-contract.ts'
import { ledgerContract } from './record-ledger-contract.ts'
import { mediaContract } from './record-media-contract.ts'
import { orderListsContract } from './record-order-lists-contract.ts'
import { orderSkuContract } from './record-order-sku-contract.ts'
import { ordersContract } from './record-orders-contract.ts'
import { reportsContract } from './record-reports-contract.ts'
import { rulesContract } from './record-rules-contract.ts'
import { searchContract } from './record-search-contract.ts'
import { stockContract } from './record-stock-contract.ts'

export interface RecordUnderTest {
  readonly record: GuardedRecord
  /** The present time on the record's clock. */
  readonly loadedAt: number
  /** A copy that this database never accepts; its texts contain the word secret. */
  impossible(id: string): Copy
  /** Bypasses the record, as an adopter's report or edit does. */
  sql(statement: string): Promise<readonly Record<string, unknown>[]>
  close(): Promise<void>
}

export function recordContract(name: string, start: () => Promise<RecordUnderTest>): void {
  describe(`the record in ${name}`, () => {
    let started: RecordUnderTest
    beforeAll(async () => {
      started = await start()
    }, 60_000)
    afterAll(() => started.close())

    test('the record answers ping if its database does', () => started.record.ping())
    copiesContract(() => started)
    catalogueContract(() => started)
    editsContract(() => started)
    familiesContract(() => started)
    feedContract(() => started)
    mediaContract(() => started)
    searchContract(() => started)
    rulesContract(() => started)
    stockContract(() => started)
    ordersContract(() => started)
    orderListsContract(() => started)
    orderSkuContract(() => started)
    auditContract(() => started)
    ledgerContract(() => started)
    idsContract(() => started)
    reportsContract(() => started)
  })
}
