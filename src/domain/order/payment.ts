/** The money of an order: payments that open, succeed or fail in any order and number, and what goes back. Pure. */
import { accept, refuse } from '../result.ts'
import type { Change, RowsView } from '../rows.ts'
import type { OrderDecision, OrderMoment } from './decide.ts'
import {
  ERRANDS,
  EVENTS,
  HISTORY,
  historyOf,
  ME,
  moneyOf,
  ORDER,
  type OrderRow,
  PAYMENTS,
  type Payment,
  paymentsOf,
  REFUNDS,
  type Refund,
  type RefundLine,
  refundsOf,
  type Transition,
} from './order.ts'
import { worthOf } from './refund-lines.ts'
import { isAllowed, type OrderStatus } from './transitions.ts'

export type PaymentCommand =
  /** Opens a payment, unless one is open. */
  | { readonly type: 'open_payment'; readonly provider: string; readonly returnUrl: string | null }
  | {
      readonly type: 'payment_succeeded'
      readonly eventId: string
      readonly paymentId: string
      /** What was taken, which may differ from what was asked for. */
      readonly amount: number
      /** ISO 4217; the order's when it is absent. */
      readonly currency?: string | undefined
      readonly provider?: Teller
    }
  | {
      readonly type: 'payment_failed'
      readonly eventId: string
      readonly paymentId: string
      readonly provider?: Teller
    }
  | ({ readonly type: 'refund' } & RefundWish)
  /** The units of its lines are in stock again. */
  | { readonly type: 'refund_restocked'; readonly refundId: string }
  | { readonly type: 'refund_done'; readonly refundId: string; readonly provider?: Teller }

/** The provider whose webhook says so: it speaks for its own payments only. Absent when the order asked it itself. */
type Teller = string | undefined

export interface RefundWish {
  /** Null for what the lines are worth, or without lines for all that is left. */
  readonly amount: number | null
  readonly reason: string
  readonly by: string
  readonly lines?: readonly RefundLine[]
  /** Whether units of the lines go back into stock. */
  readonly restock?: boolean
}

const EVENTS_KEPT = 50
/** Shoppers open payments and operators give money back; neither may make an order grow without end. */
const MOST_PAYMENTS = 50
const MOST_REFUNDS = 100

export function payment(rows: RowsView, order: OrderRow, command: PaymentCommand, moment: OrderMoment): OrderDecision {
  switch (command.type) {
    case 'open_payment':
      return open(rows, order, command, moment)
    case 'payment_succeeded':
      return succeeded(rows, order, command, moment)
    case 'payment_failed':
      return failed(rows, command, moment.now)
    case 'refund':
      return refund(rows, order, command, moment)
    case 'refund_restocked': {
      const found = refundsOf(rows).find(([id]) => id === command.refundId)?.[1]
      if (found?.restock !== 'wanted') return accept([])
      return accept([{ list: REFUNDS, key: command.refundId, value: { ...found, restock: 'done' } }])
    }
    case 'refund_done':
      return refundDone(rows, order, command, moment.now)
    default:
      return command satisfies never
  }
}

/** The payment that waits for the shopper, or undefined. */
export function openPayment(rows: RowsView): readonly [id: string, payment: Payment] | undefined {
  return paymentsOf(rows).findLast(([, { state }]) => state === 'open')
}

function open(
  rows: RowsView,
  order: OrderRow,
  { provider, returnUrl }: PaymentCommand & { type: 'open_payment' },
  { now, newId }: OrderMoment,
): OrderDecision {
  if (order.status !== 'pending_payment') {
    if (order.totals.total === 0)
      return refuse({ code: 'illegal_transition', detail: 'Nothing is due for this order.' })
    return illegal(order.status, 'paid')
  }
  if (openPayment(rows)?.[1].provider === provider) return accept([])
  if (paymentsOf(rows).length >= MOST_PAYMENTS) {
    return refuse({ code: 'illegal_transition', detail: `An order takes at most ${MOST_PAYMENTS} attempts to pay.` })
  }
  const opened: Payment = { provider, amount: order.totals.total, state: 'open', returnUrl, at: now }
  return accept([{ list: PAYMENTS, key: newId('pay'), value: opened }])
}

function succeeded(
  rows: RowsView,
  order: OrderRow,
  { eventId, paymentId, amount, provider, currency = order.currency }: PaymentCommand & { type: 'payment_succeeded' },
  moment: OrderMoment,
): OrderDecision {
  const { now } = moment
  const found = paymentOf(rows, paymentId, provider)
  if (!found) return refuse({ code: 'unknown_payment', detail: `The order has no payment ${paymentId}.` })
  // A repeat, under its own id or another.
  if (found.state === 'captured') return accept([])
  const isOther = currency !== order.currency
  const other = isOther && { currency }
  const captured: Change = { list: PAYMENTS, key: paymentId, value: { ...found, state: 'captured', amount, ...other } }
  const seen = [...remembered(rows, eventId, now), captured]
  if (order.status === 'pending_payment' && !isOther && amount === order.totals.total) {
    return moved(rows, order, 'paid', 'payment', now, [...seen, ...sold(now)])
  }
  // It pays for nothing: the order is cancelled, was paid before, or the amount or its currency is another.
  const wrong = isOther ? 'wrong_currency' : 'wrong_amount'
  const reason = order.status === 'pending_payment' ? wrong : 'not_wanted'
  return accept([...seen, wanted({ paymentId, amount, reason, by: 'payment', stray: true }, moment)])
}

/** An order of 0 is paid as soon as it stands: there is nothing that a provider could take. */
export function placedForNothing(rows: RowsView, order: OrderRow, now: number): OrderDecision {
  const steps: readonly Step[] = [
    { to: 'pending_payment', by: 'stock' },
    { to: 'paid', by: 'nothing_due' },
  ]
  return movedOn(rows, order, steps, now, sold(now))
}

/** What a paid order has to do elsewhere. */
function sold(now: number): readonly Change[] {
  return [
    { list: ERRANDS, key: 'cart', value: { at: now, what: 'sold' } },
    { list: ERRANDS, key: 'goods', value: { at: now, what: 'settle' } },
  ]
}

/** A failure that comes after the success of the same payment is old news. */
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

function refund(
  rows: RowsView,
  order: OrderRow,
  { amount: given, reason, by, lines, restock = false }: PaymentCommand & { type: 'refund' },
  moment: OrderMoment,
): OrderDecision {
  const { refundable } = moneyOf(rows)
  if (!isAllowed(order.status, 'refund_pending')) return illegal(order.status, 'refund_pending')
  const worth = lines ? worthOf(rows, lines) : accept(null)
  if (!worth.ok) return worth
  const amount = given ?? worth.value
  if (amount !== null && amount > refundable) {
    return refuse({ code: 'refund_limit', detail: `At most ${refundable} can be given back.` })
  }
  const hasLeft = order.status !== 'paid'
  const units = lines && { lines, ...(restock && hasLeft && { restock: 'wanted' as const }) }
  if (amount === null || amount === refundable) return closing(rows, order, reason, by, moment, units)
  if (refundsOf(rows).length >= MOST_REFUNDS) {
    return refuse({
      code: 'refund_limit',
      detail: `After ${MOST_REFUNDS} refunds only the whole rest can be given back.`,
    })
  }
  if (restock && !hasLeft) {
    const detail = 'Units of an order that has not shipped go back into stock when all of it is refunded.'
    return refuse({ code: 'illegal_transition', detail })
  }
  return accept([wanted({ paymentId: payer(rows), amount, reason, by, stray: false, ...units }, moment)])
}

/** Gives back all that is left of the order's money. */
export function closing(
  rows: RowsView,
  order: OrderRow,
  reason: string,
  by: string,
  moment: OrderMoment,
  units: Pick<Refund, 'lines' | 'restock'> = {},
): OrderDecision {
  const { refundable } = moneyOf(rows)
  return moved(rows, order, 'refund_pending', by, moment.now, [
    wanted({ paymentId: payer(rows), amount: refundable, reason, by, stray: false, ...units }, moment),
    { list: ERRANDS, key: 'goods', value: { at: moment.now, what: 'settle' } },
  ])
}

function refundDone(
  rows: RowsView,
  order: OrderRow,
  { refundId, provider }: PaymentCommand & { type: 'refund_done' },
  now: number,
): OrderDecision {
  const found = refundsOf(rows).find(([id]) => id === refundId)?.[1]
  // A refund of nothing has no payment: only what a provider tells is held against one.
  const isForeign = provider !== undefined && found && !paymentOf(rows, found.paymentId, provider)
  if (!found || isForeign) {
    return refuse({ code: 'unknown_payment', detail: `The order has no refund ${refundId}.` })
  }
  if (found.state === 'done') return accept([])
  const done: Change = { list: REFUNDS, key: refundId, value: { ...found, state: 'done' } }
  const isLast = refundsOf(rows).every(([id, { state, stray }]) => id === refundId || stray || state === 'done')
  if (order.status === 'refund_pending' && isLast && !found.stray) {
    return moved(rows, order, 'refunded', 'payment', now, [done])
  }
  return accept([done])
}

/** The change of status with its entry in the history, and what comes with it. */
export function moved(
  rows: RowsView,
  order: OrderRow,
  to: OrderStatus,
  by: string,
  now: number,
  others: readonly Change[],
): OrderDecision {
  return movedOn(rows, order, [{ to, by }], now, others)
}

interface Step {
  readonly to: OrderStatus
  readonly by: string
}

/** Several changes of status in one write, each with its entry in the history. */
function movedOn(
  rows: RowsView,
  order: OrderRow,
  steps: readonly Step[],
  now: number,
  others: readonly Change[],
): OrderDecision {
  let status = order.status
  let place = historyOf(rows).length
  const history: Change[] = []
  for (const { to, by } of steps) {
    if (!isAllowed(status, to)) return illegal(status, to)
    const transition: Transition = { from: status, to, at: now, by }
    history.push({ list: HISTORY, key: String(place++).padStart(4, '0'), value: transition })
    status = to
  }
  return accept([{ list: ORDER, key: ME, value: { ...order, status } }, ...history, ...others])
}

function illegal(from: OrderStatus, to: OrderStatus): OrderDecision {
  return refuse({ code: 'illegal_transition', detail: `An order that is ${from} does not become ${to}.` })
}

/** Undefined also when another provider tells of it. */
function paymentOf(rows: RowsView, paymentId: string, provider: Teller): Payment | undefined {
  const found = rows.get(PAYMENTS, paymentId) as Payment | undefined
  return provider === undefined || provider === found?.provider ? found : undefined
}

/** The payment that paid for the order: the one that came in first and is no stray. */
function payer(rows: RowsView): string {
  const strays = new Set(refundsOf(rows).flatMap(([, { stray, paymentId }]) => (stray ? [paymentId] : [])))
  return paymentsOf(rows).find(([id, { state }]) => state === 'captured' && !strays.has(id))?.[0] ?? ''
}

function wanted(refund: Omit<Refund, 'state' | 'at'>, { now, newId }: OrderMoment): Change {
  return { list: REFUNDS, key: newId('ref'), value: { ...refund, state: 'wanted', at: now } }
}

/** The newest events, so that a repeat is known as one. */
function remembered(rows: RowsView, eventId: string, now: number): readonly Change[] {
  const known = [...(rows.entries(EVENTS) as Iterable<readonly [string, { readonly at: number }]>)]
  const oldest = known.sort(([, a], [, b]) => b.at - a.at).slice(EVENTS_KEPT - 1)
  return [
    ...oldest.map(([key]): Change => ({ list: EVENTS, key, value: null })),
    { list: EVENTS, key: eventId, value: { at: now } },
  ]
}
