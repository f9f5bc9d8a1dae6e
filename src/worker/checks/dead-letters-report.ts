/** The dead letters that the record now keeps, as a report. Operators drain or drop each by its own routes. */
import { formatPosition } from '../../domain/position.ts'
import { countsOf, type Finding, type Report } from '../../domain/report.ts'
import type { DeadLetter } from '../../tiers/record/entries.ts'
import type { DeadLetterRecord } from '../../tiers/record/record.ts'
import { MAX_FINDINGS } from './check.ts'

export const DEAD_LETTERS = 'dead_letters'

/** Throws TierError. */
export async function deadLettersReport(record: Pick<DeadLetterRecord, 'listDeadLetters'>): Promise<Report> {
  const { items, next } = await record.listDeadLetters(MAX_FINDINGS)
  const findings = items.map(findingOf)
  const times = items.map(({ at }) => at)
  return {
    id: DEAD_LETTERS,
    kind: DEAD_LETTERS,
    startedAt: times.at(-1) ?? Date.now(),
    endedAt: times[0] ?? Date.now(),
    state: next === null ? 'complete' : 'cut_short',
    checked: { letters: items.length },
    counts: countsOf(findings),
    findings,
  }
}

function findingOf({ id, kind, aggregateId, epoch, version, reason, at }: DeadLetter): Finding {
  const isCopy = aggregateId !== null
  return {
    kind: isCopy ? 'copy_refused' : 'message_unreadable',
    subject: isCopy ? `${kind}:${aggregateId}` : `message:${id}`,
    expected: null,
    found: reason,
    ...(epoch !== null && version !== null && { positions: { object: formatPosition({ epoch, version }) } }),
    action: 'none',
    at,
  }
}
