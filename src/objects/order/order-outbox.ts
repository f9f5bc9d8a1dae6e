/**
 * Sends the outbox of an order to the public stream of events, in the order of its changes.
 * Invariant: rows are deleted only after the stream has accepted them, so they may arrive twice, under the same ids.
 */
import type { OrderCommand } from '../../domain/order/decide.ts'
import { orderNumberOf } from '../../domain/order/number.ts'
import { type PublicEvent, publicEvent, waitingRows } from '../../domain/outbox.ts'
import type { RowsView } from '../../domain/rows.ts'

/** The public stream, which accepts each event once by its id. */
export interface EventStream {
  /** @param events of one subject */
  accept(events: readonly PublicEvent[]): Promise<void>
}

export async function sendOutbox(
  orderId: string,
  rows: RowsView,
  stream: EventStream,
  write: (command: OrderCommand) => Promise<void>,
): Promise<void> {
  const owed = waitingRows(rows)
  if (owed.length === 0) return
  const events = owed.map(([id, row]) => {
    const data = { orderId, number: orderNumberOf(orderId), ...row.data }
    return publicEvent(`order:${orderId}`, id, { ...row, data })
  })
  await stream.accept(events)
  await write({ type: 'outbox_accepted', ids: owed.map(([id]) => id) })
}
