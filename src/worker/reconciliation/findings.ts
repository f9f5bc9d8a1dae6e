/** The findings and repairs of a pass. Invariant: it keeps at most MAX_FINDINGS findings, and counts all. */
import type { Kind } from '../../domain/copy.ts'
import { compare, formatPosition, NEVER, type Position } from '../../domain/position.ts'
import { type Copies, needsNewEpoch, type Verdict } from '../../domain/reconciliation/judge.ts'
import type { Action } from '../../domain/report.ts'
import { MAX_FINDINGS } from '../checks/check.ts'
import type { Pass } from './pass.ts'

/** The copies that were compared; `object` undefined when it was not asked. */
export type Seen = Omit<Copies, 'object'> & { readonly object?: Copies['object'] }

export class Findings {
  readonly #pass: Pass
  readonly #now: () => number

  constructor(pass: Pass, now: () => number) {
    this.#pass = pass
    this.#now = now
  }

  count(what: string, by = 1): void {
    this.#pass.checked[what] = (this.#pass.checked[what] ?? 0) + by
  }

  /** @returns the number of the finding, -1 when it is not kept */
  add(kind: Kind, id: string, verdict: Verdict, seen: Seen): number {
    const { counts, findings } = this.#pass
    counts[verdict.kind] = (counts[verdict.kind] ?? 0) + 1
    // An aggregate may be examined twice.
    const known = findings.findIndex((each) => each.subject === `${kind}:${id}` && each.kind === verdict.kind)
    if (known >= 0) return known
    if (findings.length >= MAX_FINDINGS) return -1
    const isDone = verdict.action !== 'none'
    const { object, l2, record } = positionsOf(seen)
    const places: Readonly<Record<string, string | null | undefined>> = { l2, record, object, forked: l2 }
    const isEnd = verdict.kind === 'end_overdue'
    findings.push({
      kind: verdict.kind,
      subject: `${kind}:${id}`,
      expected: isEnd ? 'expired' : formatPosition(newestOf(seen)),
      found: isEnd ? 'live' : (places[verdict.kind.split('_')[0] ?? ''] ?? null),
      positions: { object, l2, record },
      action: verdict.action,
      ...(isDone && { repaired: false }),
      at: this.#now(),
    })
    return findings.length - 1
  }

  /** Counts a repair that was made. */
  done(kind: Kind, action: Action): void {
    const { repairs } = this.#pass
    const name = `${kind} ${action}`
    repairs[name] = (repairs[name] ?? 0) + 1
  }

  /** Has the end of the pass look whether this repair succeeded. */
  expect(name: string, finding: number, verdict: Verdict, seen: Seen): void {
    if (finding < 0) return
    const position = formatPosition(newestOf(seen))
    this.#pass.pending.push({ name, finding, position, beyond: needsNewEpoch(verdict) })
  }

  succeeded(finding: number): void {
    const { findings } = this.#pass
    const found = findings[finding]
    if (found) findings[finding] = { ...found, repaired: true }
  }
}

function positionsOf({ object, l2, record }: Seen) {
  const text = (position: Position | null) => position && formatPosition(position)
  return {
    object: object === undefined ? undefined : text(object),
    l2: l2 === 'off' ? undefined : l2 === 'unreadable' ? l2 : text(l2),
    record: text(record),
  }
}

function newestOf({ object, l2, record }: Seen): Position {
  const all = [object ?? NEVER, typeof l2 === 'string' ? NEVER : (l2 ?? NEVER), record ?? NEVER]
  return all.reduce((newest, each) => (compare(each, newest) > 0 ? each : newest))
}
