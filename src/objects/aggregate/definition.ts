/**
 * A definition gives the shared mechanism an aggregate's pure decisions and its lifetime.
 * The mechanism handles rows, commands, events and due times, but never interprets them.
 */
import type { Json, Kind, Lists, LiveCopy } from '../../domain/copy.ts'
import type { Position } from '../../domain/position.ts'
import type { Change, RowsView } from '../../domain/rows.ts'
import type { ColdLists } from './cold-rows.ts'

/** Facts that the mechanism adds to every decision. */
export interface Moment {
  readonly now: number
  /** Increases with every step of every write of one life. */
  readonly rank: number
}

export interface Refusal {
  readonly code: string
  readonly detail: string
}

/** The outcome of a command. A refusal may have events too; a command that was decided before has none. */
export type Decision<Event, Refused extends Refusal> =
  | {
      readonly ok: true
      readonly value: readonly Event[]
      /** Set for a command that was decided before; the code if it was refused then. */
      readonly repeated?: { readonly refused: string | null }
    }
  | { readonly ok: false; readonly refusal: Refused; readonly value?: readonly Event[] }

/**
 * The pure decisions and the lifetime of one kind of aggregate.
 * @example
 * import { accept, refuse } from '../../domain/result.ts'
 * import { viewOf } from '../../domain/rows.ts'
 * import { ALWAYS_AWAKE, type Definition } from './definition.ts'
 * const counter: Definition<number, object, number, { code: string; detail: string }> = {
 *   ...{ kind: 'stock', schema: 1, duties: {}, ...ALWAYS_AWAKE },
 *   decide: (_, by) => (by > 0 ? accept([by]) : refuse({ code: 'too_small', detail: 'Count by at least 1.' })),
 *   evolve: (rows, by) => [{ list: 'counts', key: 'all', value: ((rows.get('counts', 'all') as number) ?? 0) + by }],
 * }
 * counter.evolve(viewOf({ counts: { all: 3 } }), 4) // => [{ list: 'counts', key: 'all', value: 7 }]
 * counter.decide(viewOf({}), 0, { now: 0, rank: 1 }).ok // => false
 */
export interface Definition<Command, Facts, Event, Refused extends Refusal> {
  readonly kind: Kind
  /** The lists that copies carry; all lists if absent. */
  readonly copied?: readonly string[]
  /**
   * Lists whose rows are not loaded: a decision reads them by key, and no copy carries them. Use them for lists that
   * grow with everything that an aggregate ever did, and never for an aggregate that is evicted.
   */
  readonly cold?: ColdLists
  /** Version of the shape of its rows; `upgrade` brings rows of an older shape to it. */
  readonly schema: number
  upgrade(lists: Lists, from: number): Lists
  decide(rows: RowsView, command: Command, facts: Facts & Moment): Decision<Event, Refused>
  evolve(rows: RowsView, event: Event): readonly Change[]
  /** Whether `undo` may take this write back. */
  undoable(command: Command): boolean
  /** Lists that an undo leaves as they are. */
  readonly lasting?: readonly string[]
  /**
   * The changes that an object takes from the record's newer copy after it was put back to an older state, for counts
   * that must not go back. If absent, the object's own rows win.
   */
  restored?(rows: RowsView, newer: LiveCopy, now: number): readonly Change[]
  /** Time from the last write to expiry, or null when it never expires. */
  lifetimeMs(id: string): number | null
  /** Whether its duties expire it, although it has no lifetime: an old copy may be of a life that has ended. */
  readonly mayExpire?: true
  /** Calls the objects that hold something for this one, after it was asked to send its state again. */
  resent?(): Promise<void>
  /** Time from the last write until the rows leave L1, or null when they never do. */
  readonly idleMs: number | null
  /** Work that is done once for each state in which the aggregate was left. */
  readonly rest?: Rest
  /** Whether an object without rows may have lived before, so that it reads the record first. */
  asksRecord(id: string): boolean
  /** Whether the rows hold unfinished work, which forbids eviction and expiry. */
  busy(rows: RowsView): boolean
  /** The duties by name. Each comes due without a call from outside. */
  readonly duties: { readonly [name: string]: OwnDuty<Command, Facts> }
}

export interface Rest {
  /** Time from the last noticed write until the work, shorter than `idleMs`; null for an aggregate without it. */
  afterMs(id: string): number | null
  /** The names of writes that do not end the rest, because no person made them. */
  readonly unnoticed: ReadonlySet<string>
  /**
   * Repeated after a throw, perhaps after further unnoticed writes.
   * @param left the position of the last noticed write, the same each time
   * @param at when it was due, the same each time
   */
  act(rows: RowsView, left: Position, at: number): Promise<void>
}

/** Settings of an aggregate that is never evicted, never expires, and ends only by a call. */
export const ALWAYS_AWAKE = {
  upgrade: (lists: Lists) => lists,
  undoable: () => false,
  lifetimeMs: () => null,
  idleMs: null,
  asksRecord: () => false,
  busy: () => false,
} as const

/** A duty's due time: the earliest time that a row of its list requires. */
export interface Called {
  readonly list: string
  /** The time at which this row requires the duty, in milliseconds since 1970, or null. */
  dueAt(row: Json, key: string): number | null
  /** Replaces the earliest of these times, for a duty that depends on several rows together. */
  next?(rows: RowsView): number | null
}

export interface OwnDuty<Command, Facts> extends Called {
  /**
   * Performs the duty, with calls to other objects if needed, and returns the command that stores its completion.
   * Returns null when there is nothing to store, and `waiting` when another party must finish it later. After a throw
   * it is retried after growing pauses, and an alert is raised when it fails for an hour. It may run twice.
   */
  act(rows: RowsView): Promise<{ readonly command: Command; readonly facts: Facts } | 'waiting' | null>
}
