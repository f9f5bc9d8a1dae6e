/**
 * Notes on an order that operators write for each other. Pure.
 * Invariant: shoppers never see a note, the number of notes is bounded, and an erasure deletes all notes.
 */
import { accept, refuse } from '../result.ts'
import type { Change, RowsView } from '../rows.ts'
import type { OrderDecision, OrderMoment } from './decision.ts'

/** By id, in the order of their creation. */
const NOTES = 'notes'
const MAX_NOTES = 100

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

/** Oldest first. */
export function notesOf(rows: RowsView): readonly (readonly [id: string, note: Note])[] {
  const all = [...(rows.entries(NOTES) as Iterable<readonly [string, Note]>)]
  return all.sort(([a, one], [b, other]) => one.at - other.at || (a < b ? -1 : 1))
}

export function addNote(rows: RowsView, { text, by }: AddNote, { now, newId }: OrderMoment): OrderDecision {
  if (notesOf(rows).length >= MAX_NOTES) {
    return refuse({ code: 'note_limit', detail: `An order can have at most ${MAX_NOTES} notes.` })
  }
  return accept([{ list: NOTES, key: newId('nte'), value: { text, by, at: now } }])
}

/** Deletes all notes, because free text may name the person. */
export function withoutNotes(rows: RowsView): readonly Change[] {
  return notesOf(rows).map(([key]) => ({ list: NOTES, key, value: null }))
}
