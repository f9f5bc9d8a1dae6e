/** The order, as the shared mechanism sees it: it never sleeps, and repeats its duties until they are done. */
import { decide, type OrderCommand, type OrderMoment, type OrderRefusal } from '../../domain/order/decide.ts'
import {
  ERRANDS,
  type Errand,
  type ErrandName,
  errandOf,
  isRefundOpen,
  ORDER,
  ORDER_SCHEMA,
  type OrderRow,
  orderOf,
  REFUNDS,
  type Refund,
  refundsOf,
} from '../../domain/order/order.ts'
import type { Change, RowsView } from '../../domain/rows.ts'
import { ALWAYS_AWAKE, type Definition } from '../aggregate/definition.ts'

/** The call that causes a duty does it at once; the alarm does so only when that fails. */
const SOON_MS = 5_000
/** A refused order answers repeats of its start for so long after its time to be paid; then it ends. */
const REFUSED_MS = 24 * 3600_000

export type OrderFacts = Pick<OrderMoment, 'newId'>
export type OrderDefinition = Definition<OrderCommand, OrderFacts, Change, OrderRefusal>

/** The duties of an order towards other parties. Each throws when it is not done yet. */
export interface OrderErrands {
  tellStock(): Promise<void>
  tellCart(): Promise<void>
  tellProviders(): Promise<void>
  /** `pending`: the provider has it, and tells when it is done. */
  refund(): Promise<'done' | 'pending'>
  /** Its time to be paid is over. */
  expire(): Promise<void>
  /** It was refused a day ago. */
  end(): Promise<void>
}

export function orderDefinition(errands: OrderErrands): OrderDefinition {
  return {
    kind: 'order',
    schema: ORDER_SCHEMA,
    ...ALWAYS_AWAKE,
    decide,
    evolve: (_rows, change) => [change],
    dueFor({ list, key, value }) {
      if (value === null) return null
      // These lists hold only such rows.
      if (list === ORDER) {
        const order = value as OrderRow
        return dueOf('end', endOf(order)) ?? dueOf('expiry', expiryOf(order))
      }
      if (list === ERRANDS) return dueOf(key, (value as Errand).at + SOON_MS)
      if (list === REFUNDS) return dueOf('refunds', refundDue(value as Refund))
      return null
    },
    duties: {
      expiry: { next: (rows) => expiryOf(orderOf(rows)), act: () => errands.expire().then(() => null) },
      goods: { next: (rows) => errandDue(rows, 'goods'), act: () => errands.tellStock().then(() => null) },
      cart: { next: (rows) => errandDue(rows, 'cart'), act: () => errands.tellCart().then(() => null) },
      payments: { next: (rows) => errandDue(rows, 'payments'), act: () => errands.tellProviders().then(() => null) },
      end: { next: (rows) => endOf(orderOf(rows)), act: () => errands.end().then(() => null) },
      refunds: {
        next: (rows) => {
          const due = refundsOf(rows).flatMap(([, refund]) => refundDue(refund) ?? [])
          return due.length > 0 ? Math.min(...due) : null
        },
        act: async () => ((await errands.refund()) === 'pending' ? 'waiting' : null),
      },
    },
  }
}

function dueOf(duty: string, at: number | null) {
  return at === null ? null : { duty, at }
}

function expiryOf(order: OrderRow | undefined): number | null {
  return order?.status === 'holding' || order?.status === 'pending_payment' ? order.expiresAt : null
}

function endOf(order: OrderRow | undefined): number | null {
  return order?.status === 'refused' ? order.expiresAt + REFUSED_MS : null
}

function errandDue(rows: RowsView, name: ErrandName): number | null {
  const errand = errandOf(rows, name)
  return errand ? errand.at + SOON_MS : null
}

function refundDue(refund: Refund): number | null {
  return isRefundOpen(refund) ? refund.at + SOON_MS : null
}
