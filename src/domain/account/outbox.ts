/** The events that an account owes to the public stream. Its id is the only thing in them that leads to a person. */
import { type OwingMoment, owing } from '../outbox.ts'
import type { Change, RowsView } from '../rows.ts'
import { type AccountRole, profileOf } from './account.ts'

export type AccountEvent = 'account.created' | 'account.erased'

export function createdEvent(rows: RowsView, role: AccountRole, moment: OwingMoment): readonly Change[] {
  return owed(rows, 'account.created', role, moment)
}

/** A person without an account here has no event, because none reported the beginning. */
export function erasedEvent(rows: RowsView, moment: OwingMoment): readonly Change[] {
  const profile = profileOf(rows)
  return profile ? owed(rows, 'account.erased', profile.role, moment) : []
}

function owed(rows: RowsView, type: AccountEvent, role: AccountRole, moment: OwingMoment): readonly Change[] {
  return owing(rows, [{ to: 'events', type, data: { role } }], moment)
}
