/** Refunds: money that goes back to the shopper, and units that go back into stock. Pure. */

import { accept, refuse } from '../result.ts'
import type { Change, RowsView } from '../rows.ts'
import type { OrderDecision, OrderMoment } from './decision.ts'
import { stepsWithout } from './fulfillment.ts'
import {
  DUTIES,
  moneyOf,
  type OrderRow,
  PAYMENTS,
  type Payment,
  paymentsOf,
  REFUNDS,
  type Refund,
  refundsOf,
} from './order.ts'
import { unitsBack } from './refund-lines.ts'
import { RETURNS, returnOf } from './return.ts'
import { shipmentsOf } from './shipment.ts'
import { illegal, moved, movedOn } from './steps.ts'
import { isAllowed } from './transitions.ts'
import type { NamedUnits } from './units.ts'

export type RefundCommand =
  | ({ readonly type: 'refund' } & RefundWish)
  /** The refund's units of these SKUs are back in stock. */
  | { readonly type: 'refund_restocked'; readonly refundId: string; readonly skus: readonly string[] }
  | { readonly type: 'refund_done'; readonly refundId: string; readonly provider?: ReportingProvider }

/** The provider whose webhook reports the event; it may report only its own payments. Absent if the order called it. */
export type ReportingProvider = string | undefined

export interface RefundWish {
  /** Null for the worth of the lines, or without lines for the whole rest. */
  readonly amount: number | null
  readonly reason: string
  readonly by: string
  readonly lines?: readonly NamedUnits[]
  /** Whether the units of the lines go back into stock. */
  readonly restock?: boolean
  /** The return whose units are refunded: at most what is left is paid back, even if the rest was refunded before. */
  readonly returnId?: string
  /** The units were removed before they shipped: their refund is the last one only if no unit is left. */
  readonly isEdit?: boolean
}

/** Prevents operators from making an order grow without limit. */
const MAX_REFUNDS = 100

export function refunding(rows: RowsView, order: OrderRow, command: RefundCommand, moment: OrderMoment): OrderDecision {
  switch (command.type) {
    case 'refund':
      return refund(rows, order, command, moment)
    case 'refund_restocked':
      return restocked(rows, command)
    case 'refund_done':
      return refundDone(rows, order, command, moment.now)
    default:
      return command satisfies never
  }
}

export function refund(
  rows: RowsView,
  order: OrderRow,
  { amount: given, reason, by, lines, restock = false, returnId, isEdit = false }: RefundCommand & { type: 'refund' },
  moment: OrderMoment,
): OrderDecision {
  const { refundable } = moneyOf(rows)
  const isOpen = isAllowed(order.status, 'refund_pending')
  if (!isOpen && returnId === undefined) return illegal(order.status, 'refund_pending')
  const paymentId = payer(rows)
  const step = moment.refundStep?.(paymentOf(rows, paymentId, undefined)?.provider ?? '', order.currency) ?? 1
  const found = lines ? unitsBack(rows, lines, step) : accept(null)
  if (!found.ok) return found
  const back = found.value
  const bound = back && (returnId !== undefined || isEdit) ? Math.min(back.worth, refundable) : back?.worth
  const worth = bound === undefined || bound === refundable ? bound : bound - (bound % step)
  const amount = given ?? worth ?? null
  if (amount !== null && amount > refundable) {
    return refuse({ code: 'refund_limit', detail: `At most ${refundable} can be refunded.` })
  }
  if (amount !== null && amount !== refundable && amount % step > 0) {
    return refuse({ code: 'refund_limit', detail: `The payment pays back only multiples of ${step} minor units.` })
  }
  // The rest of an order of which a part came back still ships, even if an earlier refund of an amount paid for it.
  const hasRest = returnId !== undefined && order.status === 'paid'
  // If nothing was paid, the units that are left decide whether this is the last refund.
  const isWhole = isEdit ? back?.isAll : amount === refundable && (amount > 0 || back === null || back.isAll)
  const isLast = amount === null || (isOpen && !hasRest && isWhole)
  // The last refund of an order that has not shipped needs no restock of its own, because the order restocks all units.
  const isUnshipped = order.status === 'paid' && (isEdit || shipmentsOf(rows).length === 0)
  const putsBack = restock && (returnId !== undefined || !(isLast && isUnshipped))
  const units = back && {
    lines: back.lines,
    ...(putsBack && { restock: 'wanted' as const }),
    ...(returnId !== undefined && { returnId }),
    ...(isEdit && !isLast && { isEdit: true as const }),
  }
  if (isLast) return closing(rows, order, reason, by, moment, units ?? {})
  if (refundsOf(rows).length >= MAX_REFUNDS) {
    return refuse({
      code: 'refund_limit',
      detail: `An order can have at most ${MAX_REFUNDS} partial refunds; only the whole rest can be refunded now.`,
    })
  }
  const refunded = wanted({ paymentId, amount, reason, by, stray: false, ...units }, moment)
  const steps = order.status === 'paid' ? stepsWithout(rows, refunded, by) : []
  return steps.length > 0 ? movedOn(rows, order, steps, moment.now, [refunded]) : accept([refunded])
}

/** Marks each restocked SKU, so that none is put back twice; the refund is done when all its SKUs are. */
function restocked(rows: RowsView, { refundId, skus }: RefundCommand & { type: 'refund_restocked' }): OrderDecision {
  const found = refundsOf(rows).find(([id]) => id === refundId)?.[1]
  if (found?.restock !== 'wanted') return accept([])
  const lines =
    found.lines?.map((line) => (skus.includes(line.sku) ? { ...line, restocked: true as const } : line)) ?? []
  const restock = lines.every((line) => line.restocked) ? 'done' : 'wanted'
  return accept([{ list: REFUNDS, key: refundId, value: { ...found, lines, restock } }])
}

/** Refunds the rest of the order's money. */
export function closing(
  rows: RowsView,
  order: OrderRow,
  reason: string,
  by: string,
  moment: OrderMoment,
  units: Pick<Refund, 'lines' | 'restock' | 'returnId'> = {},
): OrderDecision {
  const { refundable } = moneyOf(rows)
  return moved(rows, order, 'refund_pending', by, moment.now, [
    wanted({ paymentId: payer(rows), amount: refundable, reason, by, stray: false, ...units }, moment),
    { list: DUTIES, key: 'goods', value: { at: moment.now, what: 'settle' } },
  ])
}

/** @param by the operator who reports the refund, or `payment` */
export function refundDone(
  rows: RowsView,
  order: OrderRow,
  { refundId, provider }: RefundCommand & { type: 'refund_done' },
  now: number,
  by = 'payment',
): OrderDecision {
  const found = refundsOf(rows).find(([id]) => id === refundId)?.[1]
  // A refund of 0 has no payment, so only a provider's report is checked against the payment.
  const isForeign = provider !== undefined && found && !paymentOf(rows, found.paymentId, provider)
  if (!found || isForeign) {
    return refuse({ code: 'unknown_payment', detail: `The order has no refund ${refundId}.` })
  }
  if (found.state === 'done') return accept([])
  const its = found.returnId === undefined ? undefined : returnOf(rows, found.returnId)
  const done: readonly Change[] = [
    { list: REFUNDS, key: refundId, value: { ...found, state: 'done' } },
    ...(its
      ? [{ list: RETURNS, key: found.returnId ?? '', value: { ...its, state: 'refunded', changedAt: now } }]
      : []),
  ]
  const isLast = refundsOf(rows).every(([id, { state, stray }]) => id === refundId || stray || state === 'done')
  if (order.status === 'refund_pending' && isLast && !found.stray) {
    return moved(rows, order, 'refunded', by, now, done)
  }
  return accept(done)
}

/** The payment; undefined also if another provider reports it. */
export function paymentOf(rows: RowsView, paymentId: string, provider: ReportingProvider): Payment | undefined {
  const found = rows.get(PAYMENTS, paymentId) as Payment | undefined
  return provider === undefined || provider === found?.provider ? found : undefined
}

/** The payment that paid for the order: the first captured one that is not stray. */
function payer(rows: RowsView): string {
  const strays = new Set(refundsOf(rows).flatMap(([, { stray, paymentId }]) => (stray ? [paymentId] : [])))
  return paymentsOf(rows).find(([id, { state }]) => state === 'captured' && !strays.has(id))?.[0] ?? ''
}

/** Whether the provider or a stock must still be called about the refund. */
export function isRefundOpen({ state, restock }: Refund): boolean {
  return state === 'wanted' || restock === 'wanted'
}

export function wanted(refund: Omit<Refund, 'state' | 'at'>, { now, newId }: OrderMoment): Change {
  return { list: REFUNDS, key: newId('ref'), value: { ...refund, state: 'wanted', at: now } }
}
