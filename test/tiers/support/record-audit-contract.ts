/**
 * The audit and the runs of jobs in every record.
 * Invariant: an action that begins never replaces its outcome, and pages of the audit neither repeat nor skip an entry.
 */
import { describe, expect, test } from 'vitest'
import type { AuditEntry } from '../../../src/domain/audit.ts'
import type { AuditQuery } from '../../../src/tiers/record/audit.ts'
import type { RecordUnderTest } from './record-contract.ts'
import { auditSample, HARD_JSON, newId } from './samples.ts'

const AT = Date.UTC(2027, 2, 1)
/** A reason comes as valid UTF-8. */
const HARD_TEXT = HARD_JSON.toWellFormed()

export function auditContract(open: () => RecordUnderTest): void {
  const record = () => open().record
  const listed = async (query: Omit<AuditQuery, 'limit'>) => (await record().listAudit({ ...query, limit: 100 })).items
  const entries = (count: number, its: Partial<AuditEntry> = {}) =>
    Array.from({ length: count }, (_, n) => auditSample({ id: newId('usr'), at: AT + n, subject: 'order:x', ...its }))

  describe('the audit', () => {
    test('entries are read as they were written, with every text', async () => {
      const subject = `stock:${newId('usr')}`
      const changes = { onHand: { from: 1, to: 2 }, [HARD_JSON]: { from: null, to: [HARD_JSON, { a: true }] } }
      const [one, other] = entries(2, { subject, reason: HARD_TEXT, changes })
      if (!one || !other) throw new Error('no entries')
      await record().endAudit([one, { ...other, outcome: 'refused', detail: 'units_held' }])
      expect(await listed({ subject })).toEqual([{ ...other, outcome: 'refused', detail: 'units_held' }, one])
    })

    test('an outcome replaces the beginning, and a beginning that arrives late changes nothing', async () => {
      const subject = `account:${newId('usr')}`
      const [entry] = entries(1, { subject, outcome: 'unknown', reason: 'a reason' })
      if (!entry) throw new Error('no entry')
      const done = { ...entry, outcome: 'done' as const, changes: { role: { from: 'customer', to: 'support' } } }
      await record().beginAudit([entry])
      expect(await listed({ subject })).toEqual([entry])
      await record().endAudit([done])
      await record().beginAudit([entry])
      expect(await listed({ subject })).toEqual([done])
      await record().endAudit([done])
      expect(await listed({ subject })).toEqual([done])
    })

    test('the audit is filtered by subject, actor and time, from inclusive and to exclusive', async () => {
      const [actor, subject] = [`A-${newId('usr')}`, `order:${newId('usr')}`]
      const own = entries(3, { actor })
      const about = entries(3, { subject })
      await record().endAudit([...own, ...about, ...entries(2, { actor: actor.toLowerCase() })])
      expect(await listed({ actor })).toEqual(own.toReversed())
      expect(await listed({ subject })).toEqual(about.toReversed())
      expect(await listed({ actor, subject })).toEqual([])
      expect(await listed({ actor, from: AT + 1, to: AT + 2 })).toEqual([own[1]])
      expect(await listed({ subject: HARD_JSON })).toEqual([])
    })

    test('pages have each entry once, although many have the same time and others are added', async () => {
      const actor = newId('usr')
      const all = entries(7, { actor, at: AT }).toSorted((a, b) => (a.id < b.id ? 1 : -1))
      await record().endAudit(all)
      const first = await record().listAudit({ actor, limit: 3 })
      await record().endAudit(entries(2, { actor, at: AT + 9 }))
      const second = await record().listAudit({ actor, limit: 3, after: first.next ?? '' })
      const third = await record().listAudit({ actor, limit: 3, after: second.next ?? '' })
      expect([first, second, third].flatMap(({ items }) => items)).toEqual(all)
      expect(third.next).toBeNull()
      await expect(record().listAudit({ limit: 3, after: '%' })).rejects.toMatchObject({ outcome: 'refused' })
    })

    test('old entries are deleted up to the limit, the oldest first', async () => {
      const actor = newId('usr')
      const old = entries(5, { actor, at: Date.UTC(2001, 0, 1) }).map((entry, n) => ({ ...entry, at: entry.at + n }))
      const [present] = entries(1, { actor })
      await record().endAudit([...old, ...(present ? [present] : [])])
      // Entries of other tests are older still.
      while ((await record().dropAudit(Date.UTC(2001, 0, 1), 1_000)) > 0);
      const before = Date.UTC(2001, 0, 2)
      expect(await record().dropAudit(before, 3)).toBe(3)
      expect(await listed({ actor })).toEqual([present, old[4], old[3]])
      expect(await record().dropAudit(before, 3)).toBe(2)
      expect(await record().dropAudit(before, 3)).toBe(0)
      expect(await listed({ actor })).toEqual([present])
    })

    test('an erasure deletes the reasons about a person, except that of the erasure', async () => {
      const [id, other] = [newId('usr'), newId('usr')]
      const about = (subject: string, action = 'lock') => entries(1, { subject, action, reason: HARD_TEXT })
      await record().endAudit([
        ...about(`account:${id}`),
        ...about(`cart:${id}`, 'drain'),
        ...about(`account:${other}`),
      ])
      await record().endAudit(about(`account:${id}`, 'erase'))
      await record().forgetReasons([`account:${id}`, `cart:${id}`])
      const reasons = async (subject: string) =>
        (await listed({ subject })).map(({ action, reason }) => [action, reason])
      expect(new Set(await reasons(`account:${id}`))).toEqual(
        new Set([
          ['erase', HARD_TEXT],
          ['lock', null],
        ]),
      )
      expect(await reasons(`cart:${id}`)).toEqual([['drain', null]])
      expect(await reasons(`account:${other}`)).toEqual([['lock', HARD_TEXT]])
    })
  })

  test('the last run of each job is kept', async () => {
    const run = (name: string, at: number, reason: string | null) => {
      return { name, startedAt: at, endedAt: at + 5, outcome: reason === null ? 'done' : 'failed', reason } as const
    }
    await record().putJobRuns([run('sweep', AT, null), run('feed', AT, HARD_TEXT)])
    await record().putJobRuns([run('feed', AT + 60_000, null)])
    expect(await record().listJobRuns()).toEqual([run('feed', AT + 60_000, null), run('sweep', AT, null)])
  })
}
