/** The dependencies that the steps of a move share: both sides, the progress, and findings for a person to look at. */
import type { Journal } from './journal.ts'
import type { Side } from './sides.ts'

/** Each finding once, in the order in which they came. */
export type Findings = Pick<Set<string>, 'add' | 'size'> & Iterable<string>

export interface Moving {
  readonly source: Side
  readonly target: Side
  readonly journal: Journal
  /** Whether the deployment already writes to the target. */
  readonly isSwitched: boolean
  readonly findings: { add(finding: string): void }
  /** Reports how many rows of a table were compared and copied so far. */
  show(table: string, checked: number, copied: number): void
  say(line: string): void
}
