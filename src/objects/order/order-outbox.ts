/**
 * Sends the outbox of an order: events to the public stream, in the order of its changes, and messages to the recipient's
 * object. Invariant: rows are deleted only after the other party has accepted them, so they may arrive twice, under the same ids.
 */

import type { IssuedDocuments } from '../../contract/rpc/invoices.ts'
import type { OrderCommand } from '../../domain/order/decide.ts'
import { orderNumberOf } from '../../domain/order/number.ts'
import { waitingRows } from '../../domain/outbox.ts'
import type { RowsView } from '../../domain/rows.ts'
import { type EventStream, eventsOwed } from '../events/event-stream.ts'
import type { MailsPort } from '../mail/mails-port.ts'
import { type InvoicesPort, missingDocuments } from './order-invoices.ts'
import { orderMailOf } from './order-mail.ts'

export async function sendOutbox(
  orderId: string,
  rows: RowsView,
  {
    events: stream,
    mails,
    invoices,
  }: { readonly events: EventStream; readonly mails: Pick<MailsPort, 'accept'>; readonly invoices: InvoicesPort },
  write: (command: OrderCommand) => Promise<void>,
): Promise<void> {
  const owed = waitingRows(rows)
  if (owed.length === 0) return
  const events = eventsOwed(rows, `order:${orderId}`, { orderId, number: orderNumberOf(orderId) })
  const letters = owed.flatMap(([id, row]) => (row.to === 'mail' ? [[id, row] as const] : []))
  const asked = owed.flatMap(([id, row]) => (row.to === 'invoices' ? [id] : []))
  let documents: IssuedDocuments = {}
  // A party that is down does not hold up the other.
  const done = await Promise.allSettled([
    (events.length > 0 ? stream.accept(events) : Promise.resolve()).then(() => events.map(({ id }) => id)),
    (async () => {
      if (asked.length > 0) documents = await missingDocuments(orderId, rows, invoices)
      return asked
    })(),
    ...letters.map(async ([id, row]) => {
      const mail = orderMailOf(orderId, rows, id, row)
      if (mail) await mails.accept(mail)
      return [id]
    }),
  ])
  const ids = done.flatMap((each) => (each.status === 'fulfilled' ? each.value : []))
  if (ids.length > 0) await write({ type: 'outbox_accepted', ids, documents })
  for (const each of done) if (each.status === 'rejected') throw each.reason
}
