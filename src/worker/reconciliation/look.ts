/**
 * Asks the objects of suspects, repairs what differs, and looks at the end whether the repairs succeeded.
 * Invariant: the tiers are read before the objects, so that a copy that is ahead of its object is a real one, and again
 * after them, so that a copy that landed meanwhile is not behind.
 */
import { describeError } from '../../contract/log.ts'
import type { Kind } from '../../domain/copy.ts'
import { compare, parsePosition } from '../../domain/position.ts'
import { type Copies, judge, type Verdict } from '../../domain/reconciliation/judge.ts'
import { withDeadline } from '../../tiers/calls/deadline.ts'
import type { Budget } from '../checks/budget.ts'
import { each } from '../each.ts'
import { CALLS_PER_READ, copiesOf, type InTiers, nameOf, splitName } from './copies.ts'
import type { Findings } from './findings.ts'
import type { Pass } from './pass.ts'
import type { ReconciliationPorts } from './ports.ts'
import { repair } from './repair.ts'

const OBJECT_MS = 10_000
const MAX_AT_ONCE = 200
/** The calls of the longest repair. */
const CALLS_PER_REPAIR = 3
/** Pauses before the looks at repairs: an object sends within a second, and after a lost message again within ten. */
const PAUSES_MS = [3_000, 12_000]

export interface LookParts {
  readonly ports: ReconciliationPorts
  readonly pass: Pass
  readonly budget: Budget
  readonly findings: Findings
}

/** Asks suspects of one kind; at least one of those that differ is repaired. */
export async function lookAtSuspects(parts: LookParts): Promise<void> {
  const { ports, pass, budget, findings } = parts
  const [kind] = splitName(pass.suspects[0] ?? '')
  const ofKind = pass.suspects.filter((name) => splitName(name)[0] === kind)
  budget.spend(2 * CALLS_PER_READ)
  const names = budget.take(ofKind.slice(0, MAX_AT_ONCE), () => 1)
  const ids = names.map((name) => splitName(name)[1])
  const before = await copiesOf(ports, kind, ids)
  const stands = await standsOf(parts, kind, ids)
  const now = ports.now()
  const differing = [...stands].filter(([id, object]) => judge(kind, id, { object, ...before(id) }, now) !== null)
  const differingIds = differing.map(([id]) => id)
  const after = differing.length === 0 ? before : await copiesOf(ports, kind, differingIds)
  const done = new Set<string>(names)
  // One after another, so that the last exceeds the budget by one repair only; the first is always repaired.
  for (const [place, [id, object]] of differing.entries()) {
    if (place > 0 && budget.isSpent) {
      // The next portion asks again.
      done.delete(nameOf(kind, id))
      continue
    }
    const first: Copies = { object, ...before(id) }
    const verdict = judge(kind, id, first, now)
    if (isAboutObject(verdict)) await settle(parts, kind, id, verdict, first)
    else {
      // A copy that is ahead stays ahead; every other difference must still be there.
      const copies: Copies = { object, ...after(id) }
      const second = judge(kind, id, copies, now)
      if (second === 'in_flight') findings.count('inFlight')
      else if (second) await settle(parts, kind, id, second, copies)
    }
  }
  pass.suspects = pass.suspects.filter((name) => !done.has(name))
}

/** The stands of the objects that answered. */
async function standsOf({ ports, findings }: LookParts, kind: Kind, ids: readonly string[]) {
  const stands = new Map<string, Copies['object']>()
  await each(ids, async (id) => {
    try {
      stands.set(id, await withDeadline(OBJECT_MS, () => ports.objects.aggregate(kind, id).stand()))
    } catch (error) {
      findings.count('unanswered')
      ports.log('warn', 'reconciliation.call_failed', { kind, reason: describeError(error) })
    }
  })
  findings.count('objects', stands.size)
  return stands
}

async function settle(
  { ports, budget, findings }: LookParts,
  kind: Kind,
  id: string,
  verdict: Verdict,
  copies: Copies,
): Promise<void> {
  const finding = findings.add(kind, id, verdict, copies)
  if (verdict.action === 'none') return
  budget.spend(CALLS_PER_REPAIR)
  try {
    await withDeadline(OBJECT_MS, () => repair(ports, kind, id, verdict, copies))
    findings.done(kind, verdict.action)
    findings.expect(nameOf(kind, id), finding, verdict, copies)
  } catch (error) {
    const { action } = verdict
    ports.log('warn', 'reconciliation.repair_failed', { kind, action, reason: describeError(error) })
  }
}

/** Waits, and looks whether the tiers now hold what the repairs should have brought there. */
export async function verifyRepairs({ ports, pass, budget, findings }: LookParts): Promise<void> {
  const pause = PAUSES_MS[pass.round]
  if (pass.pending.length === 0 || pause === undefined) {
    pass.stage = 'ended'
    return
  }
  await ports.pause(pause)
  pass.round++
  for (const [kind, ofKind] of Map.groupBy(pass.pending, ({ name }) => splitName(name)[0])) {
    for (let from = 0; from < ofKind.length; from += MAX_AT_ONCE) {
      const some = ofKind.slice(from, from + MAX_AT_ONCE)
      budget.spend(CALLS_PER_READ)
      const ids = some.map(({ name }) => splitName(name)[1])
      const copies = await copiesOf(ports, kind, ids)
      for (const expected of some) {
        if (isReached(expected, copies(splitName(expected.name)[1]))) findings.succeeded(expected.finding)
      }
    }
  }
  pass.pending = pass.pending.filter(({ finding }) => !pass.findings[finding]?.repaired)
}

function isAboutObject(verdict: ReturnType<typeof judge>): verdict is Verdict {
  return typeof verdict === 'object' && verdict?.kind === 'object_behind'
}

/** Whether the record has reached the expected position, and L2 holds the same. */
function isReached({ position, beyond }: Pass['pending'][number], { l2, record }: InTiers): boolean {
  const wanted = parsePosition(position)
  if (!wanted || !record) return false
  const order = compare(record, wanted)
  const isThere = beyond ? order > 0 : order >= 0
  if (l2 === 'off' || !isThere) return isThere
  return l2 === null ? record.state !== 'live' : l2 !== 'unreadable' && compare(l2, record) >= 0
}
