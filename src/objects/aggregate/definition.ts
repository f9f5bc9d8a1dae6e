/**
 * A definition gives the shared mechanism an aggregate's pure decisions and its lifetime.
 * The mechanism handles rows, commands, events and due times, but never interprets them.
 */
import type { Json, Kind, Lists, LiveCopy } from '../../domain/copy.ts'
import type { Result } from '../../domain/result.ts'
import type { Change, RowsView } from '../../domain/rows.ts'
import type { ColdLists } from './cold-rows.ts'

/** The facts that every decision gets besides its own. */
export interface Moment {
  readonly now: number
  /** Greater at each step of each write of one life. */
  readonly rank: number
}

export interface Refusal {
  readonly code: string
  readonly detail: string
}

export interface Definition<Command, Facts, Event, Refused extends Refusal> {
  readonly kind: Kind
  /** The lists that copies carry; all of them when it is not given. */
  readonly copied?: readonly string[]
  /**
   * Lists whose rows are not loaded: a decision reads them by key, and no copy carries them. For what grows with all that
   * an aggregate ever did; not for one that is evicted.
   */
  readonly cold?: ColdLists
  /** Version of the shape of its rows; `upgrade` brings rows of an older shape to it. */
  readonly schema: number
  upgrade(lists: Lists, from: number): Lists
  decide(rows: RowsView, command: Command, facts: Facts & Moment): Result<readonly Event[], Refused>
  evolve(rows: RowsView, event: Event): readonly Change[]
  /** Whether the write may be taken back by `undo`. */
  undoable(command: Command): boolean
  /**
   * The changes that an object which was put back to an older state takes from the record's newer copy, for counts that
   * must not go back in time. Without it the object's own rows win.
   */
  restored?(rows: RowsView, newer: LiveCopy, now: number): readonly Change[]
  /** How long after its last write it expires, or null when it never does. */
  lifetimeMs(id: string): number | null
  /** How long after its last write its rows leave L1 for L2 and record, or null when they never do. */
  readonly idleMs: number | null
  /** Whether an object without any rows may have lived before, so that the record is asked first. */
  asksRecord(id: string): boolean
  /** Whether something is under way that forbids eviction and expiry. */
  busy(rows: RowsView): boolean
  /** The duties by name. Each comes due without a call from outside. */
  readonly duties: { readonly [name: string]: OwnDuty<Command, Facts> }
}

/** Settings of an aggregate that never sleeps or expires, and ends only by a call. */
export const ALWAYS_AWAKE = {
  upgrade: (lists: Lists) => lists,
  undoable: () => false,
  lifetimeMs: () => null,
  idleMs: null,
  asksRecord: () => false,
  busy: () => false,
} as const

/** When a duty is due: as soon as one row of its list calls for it. */
export interface Called {
  readonly list: string
  /** When this row of the list calls for the duty, in milliseconds since 1970, or null when it does not. */
  dueAt(row: Json, key: string): number | null
  /** Instead of the earliest of these times, for a duty that depends on several rows together. */
  next?(rows: RowsView): number | null
}

export interface OwnDuty<Command, Facts> extends Called {
  /**
   * Does it, elsewhere too where it must, and answers the command that writes down that it is done; null when there is
   * nothing to write, `waiting` when another party has the rest to do and takes its time. A throw brings it again, later
   * each time, and an operator is told when that lasts. It may be done twice.
   */
  act(rows: RowsView): Promise<{ readonly command: Command; readonly facts: Facts } | 'waiting' | null>
}
