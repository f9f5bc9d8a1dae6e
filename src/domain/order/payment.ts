/** Payments of an order. They may open, succeed or fail in any order and any number of times. Pure. */

import { accept, refuse } from '../result.ts'
import type { Change, RowsView } from '../rows.ts'
import type { OrderDecision, OrderMoment } from './decision.ts'
import { isOwed } from './fulfillment.ts'
import { addNote } from './notes.ts'
import { DUTIES, EVENTS, ME, ORDER, type OrderRow, PAYMENTS, type Payment, paymentsOf } from './order.ts'
import { paymentOf, type RefundCommand, type ReportingProvider, refunding, wanted } from './refund.ts'
import { illegal, moved, movedOn, type Step } from './steps.ts'

export type PaymentCommand =
  /** Opens a payment, unless one is open. */
  | {
      readonly type: 'open_payment'
      readonly provider: string
      readonly returnUrl: string | null
      /** The provider's own term, from the beginning of the order. It never shortens the order's term. */
      readonly waitMs?: number | undefined
    }
  | {
      readonly type: 'payment_succeeded'
      readonly eventId: string
      readonly paymentId: string
      /** The amount that was captured, which may differ from the amount requested. */
      readonly amount: number
      /** ISO 4217; the order's currency if absent. */
      readonly currency?: string | undefined
      readonly reference?: string | undefined
      readonly provider?: ReportingProvider
    }
  | {
      readonly type: 'payment_notice'
      readonly eventId: string
      readonly paymentId: string
      readonly notice: string
      readonly provider: string
    }
  | {
      readonly type: 'payment_failed'
      readonly eventId: string
      readonly paymentId: string
      readonly provider?: ReportingProvider
    }
  | RefundCommand

const EVENTS_KEPT = 50
/** Prevents shoppers from making an order grow without limit. */
const MAX_PAYMENTS = 50

export function payment(rows: RowsView, order: OrderRow, command: PaymentCommand, moment: OrderMoment): OrderDecision {
  switch (command.type) {
    case 'open_payment':
      return open(rows, order, command, moment)
    case 'payment_succeeded':
      return succeeded(rows, order, command, moment)
    case 'payment_failed':
      return failed(rows, command, moment.now)
    case 'payment_notice':
      return noticed(rows, command, moment)
    default:
      return refunding(rows, order, command, moment)
  }
}

/** The payment that waits for the shopper, or undefined. */
export function openPayment(rows: RowsView): readonly [id: string, payment: Payment] | undefined {
  return paymentsOf(rows).findLast(([, { state }]) => state === 'open')
}

function open(
  rows: RowsView,
  order: OrderRow,
  { provider, returnUrl, waitMs = 0 }: PaymentCommand & { type: 'open_payment' },
  { now, newId }: OrderMoment,
): OrderDecision {
  if (order.status !== 'pending_payment') {
    if (isFree(order)) return refuse({ code: 'illegal_transition', detail: 'The order does not require a payment.' })
    return illegal(order.status, 'paid')
  }
  if (openPayment(rows)?.[1].provider === provider) return accept([])
  if (paymentsOf(rows).length >= MAX_PAYMENTS) {
    return refuse({
      code: 'illegal_transition',
      detail: `An order can have at most ${MAX_PAYMENTS} payment attempts.`,
    })
  }
  const opened: Payment = { provider, amount: order.totals.total, state: 'open', returnUrl, at: now }
  const expiresAt = Math.max(order.expiresAt, order.createdAt + waitMs)
  return accept([
    // The stocks ask the order when their holds are overdue, and then hold the units for the longer term.
    ...(expiresAt > order.expiresAt ? [{ list: ORDER, key: ME, value: { ...order, expiresAt } }] : []),
    { list: PAYMENTS, key: newId('pay'), value: opened },
  ])
}

/** @param by the operator who reports the payment, or `payment` */
export function succeeded(
  rows: RowsView,
  order: OrderRow,
  {
    eventId,
    paymentId,
    amount,
    provider,
    reference,
    currency = order.currency,
  }: PaymentCommand & { type: 'payment_succeeded' },
  moment: OrderMoment,
  by = 'payment',
): OrderDecision {
  const { now } = moment
  const found = paymentOf(rows, paymentId, provider)
  if (!found) return refuse({ code: 'unknown_payment', detail: `The order has no payment ${paymentId}.` })
  // The event is a repeat, with the same event id or another one.
  if (found.state === 'captured') return accept([])
  const isOther = currency !== order.currency
  const other = { ...(isOther && { currency }), ...(reference !== undefined && { reference }) }
  const captured: Change = { list: PAYMENTS, key: paymentId, value: { ...found, state: 'captured', amount, ...other } }
  const seen = [...remembered(rows, eventId, now), captured]
  if (order.status === 'pending_payment' && !isOther && amount === order.totals.total) {
    return moved(rows, order, 'paid', by, now, [...seen, ...sold(now)])
  }
  // The order was shipped before it was paid.
  if (!isOther && amount === order.totals.total && isOwed(rows, order)) return accept(seen)
  // The payment is stray: the order is cancelled or already paid, or the amount or the currency is wrong.
  const wrong = isOther ? 'wrong_currency' : 'wrong_amount'
  const reason = order.status === 'pending_payment' ? wrong : 'not_wanted'
  return accept([...seen, wanted({ paymentId, amount, reason, by: 'payment', stray: true }, moment)])
}

/** Whether the total is 0, so that no payment is due. */
export function isFree({ totals }: OrderRow): boolean {
  return totals.total === 0
}

/** An order with a total of 0 becomes paid when it is placed, because there is nothing to capture. */
export function placedForNothing(rows: RowsView, order: OrderRow, now: number): OrderDecision {
  const steps: readonly Step[] = [
    { to: 'pending_payment', by: 'stock' },
    { to: 'paid', by: 'nothing_due' },
  ]
  return movedOn(rows, order, steps, now, sold(now))
}

/** Ends an order with a total of 0 that an earlier release left waiting for a payment. */
export function paidForNothing(rows: RowsView, order: OrderRow, now: number): OrderDecision {
  return moved(rows, order, 'paid', 'nothing_due', now, sold(now))
}

/** The duties of an order whose units are sold. */
export function sold(now: number): readonly Change[] {
  return [
    { list: DUTIES, key: 'cart', value: { at: now, what: 'sold' } },
    { list: DUTIES, key: 'goods', value: { at: now, what: 'settle' } },
  ]
}

/** Ignores a failure that arrives after the success of the same payment. */
function failed(
  rows: RowsView,
  { eventId, paymentId, provider }: PaymentCommand & { type: 'payment_failed' },
  now: number,
): OrderDecision {
  const found = paymentOf(rows, paymentId, provider)
  if (!found) return refuse({ code: 'unknown_payment', detail: `The order has no payment ${paymentId}.` })
  if (found.state !== 'open') return accept([])
  return accept([
    ...remembered(rows, eventId, now),
    { list: PAYMENTS, key: paymentId, value: { ...found, state: 'declined' } },
  ])
}

/** Leaves a note for operators, once for each event. */
function noticed(
  rows: RowsView,
  { eventId, paymentId, notice, provider }: PaymentCommand & { type: 'payment_notice' },
  moment: OrderMoment,
): OrderDecision {
  if (!paymentOf(rows, paymentId, provider)) {
    return refuse({ code: 'unknown_payment', detail: `The order has no payment ${paymentId}.` })
  }
  if (rows.get(EVENTS, eventId)) return accept([])
  const note = addNote(rows, { type: 'add_note', text: notice, by: provider }, moment)
  return accept([...remembered(rows, eventId, moment.now), ...(note.ok ? note.value : [])])
}

/** Stores the event's id, so that a repeat is recognized, and drops the oldest ids. */
function remembered(rows: RowsView, eventId: string, now: number): readonly Change[] {
  const known = [...(rows.entries(EVENTS) as Iterable<readonly [string, { readonly at: number }]>)]
  const oldest = known.sort(([, a], [, b]) => b.at - a.at).slice(EVENTS_KEPT - 1)
  return [
    ...oldest.map(([key]): Change => ({ list: EVENTS, key, value: null })),
    { list: EVENTS, key: eventId, value: { at: now } },
  ]
}
