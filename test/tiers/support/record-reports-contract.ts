/** Reports of checks in every record. Invariant: a report is read as it was written, and lists come without findings. */
import { expect, test } from 'vitest'
import type { StoredReport } from '../../../src/tiers/record/reports.ts'
import type { RecordUnderTest } from './record-contract.ts'
import { HARD_JSON } from './samples.ts'

const AT = Date.UTC(2026, 8, 1)

function report(startedAt: number, changes: Partial<StoredReport> = {}): StoredReport {
  const kind = changes.kind ?? 'ledger'
  return {
    ...{ id: `${kind}-${startedAt}`, kind, startedAt, endedAt: null, state: 'running' },
    ...{ checked: { orders: 3 }, counts: { stock_sum: 1 }, progress: { stage: 'stock', after: HARD_JSON } },
    findings: [
      { kind: 'stock_sum', subject: HARD_JSON, expected: 1, found: null, action: 'none', at: startedAt },
      {
        ...{ kind: 'record_behind', subject: 'cart:gst_1', expected: '5-2', found: '5-1', action: 'drain' },
        ...{ positions: { object: '5-2', l2: null, record: '5-1' }, repaired: true, at: startedAt },
      },
    ],
    ...changes,
  }
}

export function reportsContract(started: () => RecordUnderTest): void {
  test('a report is read as it was written, and the newest of a kind is found', async () => {
    const { record } = started()
    expect(await record.newestReport('ledger')).toBeNull()
    expect(await record.getReport('ledger-1')).toBeNull()
    const [first, second] = [report(AT), report(AT + 1)]
    for (const each of [second, first, report(AT + 2, { kind: 'reconciliation' })]) await record.putReport(each)
    expect(await record.newestReport('ledger')).toEqual(second)
    expect(await record.getReport(first.id)).toEqual(first)
    const ended = { ...second, state: 'complete' as const, endedAt: AT + 5, findings: [] }
    await record.putReport(ended)
    expect(await record.newestReport('ledger')).toEqual(ended)
  })

  test('reports are listed newest first, in pages and without their findings, until they are dropped', async () => {
    const { record } = started()
    const all = [AT + 100, AT + 101, AT + 101.5].map((at, n) => report(Math.floor(at), { id: `listed-${n}` }))
    for (const each of all) await record.putReport(each)
    const listed: string[] = []
    for (let after: string | undefined; ; ) {
      const page = await record.listReports(null, 2, after)
      for (const item of page.items) {
        expect(item).not.toHaveProperty('findings')
        expect(item).toMatchObject({ checked: { orders: 3 }, counts: { stock_sum: 1 } })
        listed.push(item.id)
      }
      if (page.next === null) break
      after = page.next
    }
    expect(listed.filter((id) => id.startsWith('listed-'))).toEqual(['listed-2', 'listed-1', 'listed-0'])
    expect((await record.listReports('reconciliation', 10)).items.map(({ id }) => id)).not.toContain('listed-0')
    await record.dropReports('ledger', AT + 101)
    expect((await record.listReports('ledger', 10)).items.map(({ id }) => id)).toEqual(['listed-2', 'listed-1'])
    expect((await record.listReports('reconciliation', 10)).items).toHaveLength(1)
  })
}
