/** The public stream of events, as an aggregate reaches it, and the events that an aggregate has still to send. */
import { type OwedEvent, type PublicEvent, publicEvent, waitingRows } from '../../domain/outbox.ts'
import type { RowsView } from '../../domain/rows.ts'

/** Accepts each event once by its id. */
export interface EventStream {
  /** @param events of one subject */
  accept(events: readonly PublicEvent[]): Promise<void>
}

/** A request that sends its events itself has done so by then; otherwise the alarm sends them. */
export const SEND_AFTER_MS = 250

/** In the order of their changes. @param ids the fields that name the subject, added to the data of each event */
export function eventsOwed(rows: RowsView, subject: string, ids: OwedEvent['data']): readonly PublicEvent[] {
  return waitingRows(rows).flatMap(([id, row]) =>
    row.to === 'events' ? [publicEvent(subject, id, { ...row, data: { ...ids, ...row.data } })] : [],
  )
}
