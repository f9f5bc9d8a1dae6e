/** The messages of an order: each row of the outbox becomes one, with the data that the order has when it is sent. */

import type { MailRequest } from '../../contract/mail/request.ts'
import type { MailData, MailMoney, MailTemplate } from '../../domain/mail/template.ts'
import { orderNumberOf } from '../../domain/order/number.ts'
import { contactOf, lineIdOf, linesOf, orderOf, refundsOf } from '../../domain/order/order.ts'
import { returnOf } from '../../domain/order/return.ts'
import { type Shipment, shipmentsOf } from '../../domain/order/shipment.ts'
import { refundedLineId } from '../../domain/order/units.ts'
import type { OutboxRow, OwedMail } from '../../domain/outbox.ts'
import type { RowsView } from '../../domain/rows.ts'
import type { MailsPort } from '../mail/mails-port.ts'

/** Null for a message that no longer holds, and once the order has no address, because the person was erased. */
export function orderMailOf(
  orderId: string,
  rows: RowsView,
  id: string,
  { template, data: owed, at }: OutboxRow & OwedMail,
): MailRequest | null {
  const [order, contact] = [orderOf(rows), contactOf(rows)]
  if (!order || !contact?.email) return null
  const { currency, totals } = order
  const money = (amount: number): MailMoney => ({ amount, currency })
  const refund = refundsOf(rows).find(([refundId]) => refundId === owed.refundId)?.[1]
  const its = typeof owed.returnId === 'string' ? returnOf(rows, owed.returnId) : undefined
  // A refusal that followed has replaced the place to send to, and its own message says so.
  if (template === 'return_approved' && its?.state === 'refused') return null
  const all = shipmentsOf(rows)
  // Messages of the previous version name no shipment.
  const [, shipment] = all.find(([number]) => number === owed.shipment) ?? all.at(-1) ?? []
  const titles = new Map(linesOf(rows).map(([sku, line]) => [lineIdOf({ ...line, sku }), line.title]))
  // Every message of an order gets all of it; each template shows its part.
  const data: MailData['order_confirmed'] &
    MailData['order_shipped'] &
    MailData['order_refunded'] &
    MailData['order_edited'] &
    MailData['return_approved'] = {
    ...{ orderId, number: orderNumberOf(orderId), total: money(totals.total) },
    // At list price: the discount has a row of its own.
    lines: linesOf(rows).map(([, { title, quantity, lineTotal }]) => ({ title, quantity, charged: money(lineTotal) })),
    shipping: money(totals.shipping),
    discount: totals.discount > 0 ? money(totals.discount) : null,
    ...{ carrier: shipment?.carrier ?? null, tracking: shipment?.trackingNumber ?? null },
    // The lines of a shipment are shown if it is not the only one.
    parcel: (isPartOf(rows, shipment) ? (shipment?.lines ?? []) : []).map(({ lineId, quantity }) => {
      return { title: titles.get(lineId) ?? '', quantity }
    }),
    refunded: money(refund?.amount ?? 0),
    removed: (refund?.lines ?? []).map((line) => {
      const lineId = refundedLineId(linesOf(rows), line)
      return { title: titles.get(lineId) ?? '', quantity: line.quantity }
    }),
    ...{ answer: its?.answer ?? null, labelUrl: its?.labelUrl ?? null },
  }
  const locale = contact.locale ?? ''
  // The cast: an order owes only templates of orders.
  return { id, template, locale, to: { email: contact.email }, data: data as MailData[MailTemplate], at }
}

function isPartOf(rows: RowsView, shipment: Shipment | undefined): boolean {
  const units = (lines: readonly { readonly quantity: number }[]) =>
    lines.reduce((sum, { quantity }) => sum + quantity, 0)
  return units(shipment?.lines ?? []) < units(linesOf(rows).map(([, line]) => line))
}

/** Deletes the messages that wait for the address of an order. */
export async function dropOrderMails(rows: RowsView, mails: Pick<MailsPort, 'drop'>): Promise<void> {
  const email = contactOf(rows)?.email
  if (email) await mails.drop(email)
}
