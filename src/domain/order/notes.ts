/**
 * Notes that operators keep on an order, for each other. Pure.
 * Invariant: the shopper never sees one, their number is bounded, and all of them go with the person.
 */
import { accept, refuse } from '../result.ts'
import type { Change, RowsView } from '../rows.ts'
import type { OrderDecision, OrderMoment } from './decision.ts'

/** By id, in the order in which they came. */
const NOTES = 'notes'
const MOST_NOTES = 100

export type Note = {
  readonly text: string
  /** The operator's id. */
  readonly by: string
  readonly at: number
}

export interface AddNote {
  readonly type: 'add_note'
  readonly text: string
  readonly by: string
}

/** The oldest first. */
export function notesOf(rows: RowsView): readonly (readonly [id: string, note: Note])[] {
  const all = [...(rows.entries(NOTES) as Iterable<readonly [string, Note]>)]
  return all.sort(([a, one], [b, other]) => one.at - other.at || (a < b ? -1 : 1))
}

export function addNote(rows: RowsView, { text, by }: AddNote, { now, newId }: OrderMoment): OrderDecision {
  if (notesOf(rows).length >= MOST_NOTES) {
    return refuse({ code: 'note_limit', detail: `An order can have at most ${MOST_NOTES} notes.` })
  }
  return accept([{ list: NOTES, key: newId('nte'), value: { text, by, at: now } }])
}

/** Texts that people typed may name the person. */
export function withoutNotes(rows: RowsView): readonly Change[] {
  return notesOf(rows).map(([key]) => ({ list: NOTES, key, value: null }))
}
