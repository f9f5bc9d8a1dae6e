/**
 * The events and messages that a change of an order owes to the outside, as data.
 * Invariant: each entry of the history, each declined payment, shipment and finished refund owes its event once, in
 * the write that stores it. An event names no person and repeats no text by people. A message has only ids.
 */

import type { MailTemplate } from '../mail/template.ts'
import type { Owed, OwedEvent, OwedMail } from '../outbox.ts'
import type { Change, RowsView } from '../rows.ts'
import { isOwed } from './fulfillment.ts'
import {
  CONTACT,
  type Contact,
  HISTORY,
  linesOf,
  ME,
  ORDER,
  type OrderLine,
  type OrderRow,
  PAYMENTS,
  type Payment,
  REFUNDS,
  type Refund,
  type Transition,
} from './order.ts'
import { RETURNS, type Return, type ReturnState } from './return.ts'
import { isCredited } from './sale.ts'
import { SHIPMENT, type Shipment } from './shipment.ts'
import type { OrderStatus } from './transitions.ts'

export type OrderEvent =
  | 'order.placed'
  | 'order.paid'
  | 'order.payment_failed'
  | 'order.shipped'
  | 'order.delivered'
  | 'order.cancelled'
  | 'order.refunded'
  | 'order.edited'
  | 'shipment.shipped'
  | 'shipment.delivered'
  | `return.${ReturnState}`

/** An order that was paid but not shipped is cancelled by the refund of all its money. */
const BY_TRANSITION: { readonly [From in OrderStatus]?: { readonly [To in OrderStatus]?: OrderEvent } } = {
  holding: { pending_payment: 'order.placed' },
  pending_payment: { paid: 'order.paid', cancelled: 'order.cancelled', shipped: 'order.shipped' },
  paid: { shipped: 'order.shipped', refund_pending: 'order.cancelled' },
  shipped: { delivered: 'order.delivered' },
}
/** Events after which others must know what to deliver. */
const WITH_LINES: ReadonlySet<OrderEvent> = new Set(['order.placed', 'order.paid'])

/** The message to the shopper beside each event. */
const MAIL_BESIDE: { readonly [Event in OrderEvent]?: MailTemplate } = {
  'order.paid': 'order_confirmed',
  'order.payment_failed': 'payment_failed',
  'order.cancelled': 'order_cancelled',
  'order.refunded': 'order_refunded',
  'order.edited': 'order_edited',
  'shipment.shipped': 'order_shipped',
  'shipment.delivered': 'order_delivered',
  'return.requested': 'return_requested',
  'return.approved': 'return_approved',
  'return.refused': 'return_refused',
  'return.received': 'return_received',
}

/**
 * @param rows the rows before the changes
 * @param isInvoiced whether the shop issues invoices
 */
export function owedBy(rows: RowsView, changes: readonly Change[], isInvoiced = false): readonly Owed[] {
  const isDocumented = isInvoiced && changes.some(({ list, key, value }) => owesDocument(rows, list, key, value))
  return [...eventsAndMails(rows, changes), ...(isDocumented ? [{ to: 'invoices' } as const] : [])]
}

/** A captured payment may be stray; then the sale has no document, and the row ends unused. */
function owesDocument(rows: RowsView, list: string, key: string, value: Change['value']): boolean {
  if (list === HISTORY) return (value as Transition | null)?.to === 'paid' && rows.get(list, key) === undefined
  const isCaptured =
    list === PAYMENTS &&
    (value as Payment | null)?.state === 'captured' &&
    (rows.get(list, key) as Payment | undefined)?.state !== 'captured'
  return isCaptured || isCredited(rows, list, key, value)
}

function eventsAndMails(rows: RowsView, changes: readonly Change[]): readonly Owed[] {
  const events = eventsOf(rows, changes)
  // The cast: the list has one row of one type.
  const contact = rows.get(CONTACT, ME) as Contact | undefined
  if (!contact?.email) return events
  const mails = events.flatMap(({ type, data: { refundId, returnId, shipment, status, amount } }): OwedMail[] => {
    // An order that is paid on delivery is under way already, and no money follows a refund of 0.
    const isSilent = (type === 'order.paid' && status !== 'paid') || (type === 'order.refunded' && amount === 0)
    const template = isSilent ? undefined : MAIL_BESIDE[type]
    const ids = {
      ...(refundId !== undefined && { refundId }),
      ...(shipment !== undefined && { shipment }),
      ...(returnId !== undefined && { returnId }),
    }
    return template ? [{ to: 'mail', template, data: ids }] : []
  })
  return [...events, ...mails]
}

function eventsOf(rows: RowsView, changes: readonly Change[]): readonly OwedEvent<OrderEvent>[] {
  // The casts: each list holds rows of one type.
  const order = (changes.find(({ list }) => list === ORDER)?.value ?? rows.get(ORDER, ME)) as OrderRow | undefined
  if (!order) return []
  const event = (type: OrderEvent, more: OwedEvent['data'] = {}): OwedEvent<OrderEvent> => {
    const { status, currency, totals } = order
    const lines = WITH_LINES.has(type) && {
      lines: linesOf(rows).map(([sku, { quantity, unitPrice }]) => ({ sku, quantity, unitPrice })),
    }
    return { to: 'events', type, data: { status, currency, total: totals.total, ...lines, ...more } }
  }
  return changes.flatMap(({ list, key, value }): OwedEvent<OrderEvent>[] => {
    const before = rows.get(list, key)
    if (value === null) return []
    if (list === HISTORY && before === undefined) {
      const { from, to } = value as Transition
      const type = from && BY_TRANSITION[from]?.[to]
      return type ? [event(type, { status: to })] : []
    }
    if (list === PAYMENTS && (value as Payment).state === 'captured' && (before as Payment)?.state !== 'captured') {
      // Payment on delivery changes no status. A stray payment owes its refund in the same write.
      return isOwed(rows, order) && changes.every((each) => each.list !== REFUNDS) ? [event('order.paid')] : []
    }
    if (list === RETURNS) {
      const { state, lines } = value as Return
      if (state === (before as Return | undefined)?.state) return []
      return [event(`return.${state}`, { returnId: key, lines: lines.map(unitsOf) })]
    }
    if (list === SHIPMENT) {
      const { lines = linesOf(rows).map(lineOf), deliveredAt } = value as Shipment
      const data = {
        shipment: key === ME ? 1 : Number(key),
        lines: lines.map(unitsOf),
      }
      if (before === undefined) return [event('shipment.shipped', data)]
      const isNew = deliveredAt !== undefined && (before as Shipment).deliveredAt === undefined
      return isNew ? [event('shipment.delivered', data)] : []
    }
    if (list === PAYMENTS && (value as Payment).state === 'declined' && (before as Payment)?.state !== 'declined') {
      return [event('order.payment_failed', { paymentId: key, provider: (value as Payment).provider })]
    }
    if (list === REFUNDS && before === undefined && (value as Refund).isEdit) {
      const { amount, lines = [] } = value as Refund
      return [event('order.edited', { refundId: key, amount, lines: lines.map(unitsOf) })]
    }
    if (list === REFUNDS && (value as Refund).state === 'done' && (before as Refund)?.state !== 'done') {
      const { amount, stray, paymentId } = value as Refund
      return [event('order.refunded', { refundId: key, paymentId, amount, stray })]
    }
    return []
  })
}

function lineOf([sku, { quantity }]: readonly [sku: string, line: OrderLine]) {
  return { sku, quantity }
}

function unitsOf({ sku, quantity }: { readonly sku: string; readonly quantity: number }) {
  return { sku, quantity }
}
