/**
 * Defines the order for the shared mechanism: it is never evicted, and repeats its duties at other parties until they
 * are done.
 */
import { newId } from '../../domain/id.ts'
import { decide, type OrderCommand } from '../../domain/order/decide.ts'
import type { OrderMoment, OrderRefusal } from '../../domain/order/decision.ts'
import {
  DUTIES,
  type DutyName,
  type DutyRow,
  ORDER,
  ORDER_SCHEMA,
  type OrderRow,
  REFUNDS,
  type Refund,
} from '../../domain/order/order.ts'
import { isRefundOpen } from '../../domain/order/refund.ts'
import { OUTBOX, type OutboxRow } from '../../domain/outbox.ts'
import type { Change } from '../../domain/rows.ts'
import { ALWAYS_AWAKE, type Definition } from '../aggregate/definition.ts'
import { REFUSED_MS, REPEAT_AFTER_MS } from '../checkout-times.ts'
import type { OrderPorts } from './order-duties.ts'

export type OrderFacts = Pick<OrderMoment, 'newId' | 'isInvoiced' | 'returnMs' | 'refundStep'>
/** The facts that a decision gets from outside. */
export function factsOf(ports: OrderPorts): OrderFacts {
  const { invoices, returnMs = 0, providers } = ports
  return {
    ...{ isInvoiced: invoices !== null, returnMs },
    refundStep: (provider, currency) => providers[provider]?.refundStep?.(currency) ?? 1,
    newId: (prefix) => newId(prefix, ports.now(), () => ports.random()),
  }
}

export type OrderDefinition = Definition<OrderCommand, OrderFacts, Change, OrderRefusal>

/** The actions of an order's duties. An action throws if it could not finish. */
export interface OrderActions {
  settleStock(): Promise<void>
  settleCart(): Promise<void>
  eraseReturnUrls(): Promise<void>
  /** `pending`: the provider accepted the refund and reports later when it is done. */
  refund(): Promise<'done' | 'pending'>
  /** Sends the outbox. */
  sendOutbox(): Promise<void>
  /** Ends an order that was not paid in time. */
  expire(): Promise<void>
  /** Ends an order that was refused a day ago. */
  end(): Promise<void>
}

export function orderDefinition(actions: OrderActions): OrderDefinition {
  return {
    kind: 'order',
    schema: ORDER_SCHEMA,
    ...ALWAYS_AWAKE,
    decide,
    evolve: (_rows, change) => [change],
    // The casts: each list holds rows of one type.
    duties: {
      expiry: { list: ORDER, dueAt: (row) => expiryOf(row as OrderRow), act: () => actions.expire().then(() => null) },
      end: { list: ORDER, dueAt: (row) => endOf(row as OrderRow), act: () => actions.end().then(() => null) },
      goods: owed('goods', () => actions.settleStock()),
      cart: owed('cart', () => actions.settleCart()),
      payments: owed('payments', () => actions.eraseReturnUrls()),
      outbox: {
        list: OUTBOX,
        dueAt: (row) => (row as OutboxRow).at + REPEAT_AFTER_MS,
        act: () => actions.sendOutbox().then(() => null),
      },
      refunds: {
        list: REFUNDS,
        dueAt: (row) => (isRefundOpen(row as Refund) ? (row as Refund).at + REPEAT_AFTER_MS : null),
        act: async () => ((await actions.refund()) === 'pending' ? 'waiting' : null),
      },
    },
  }
}

/** A duty at one other party: it is due while its row exists, and repeats until that party has answered. */
function owed(name: DutyName, act: () => Promise<void>): OrderDefinition['duties'][string] {
  return {
    list: DUTIES,
    dueAt: (row, key) => (key === name ? (row as DutyRow).at + REPEAT_AFTER_MS : null),
    act: () => act().then(() => null),
  }
}

function expiryOf({ status, expiresAt }: OrderRow): number | null {
  return status === 'holding' || status === 'pending_payment' ? expiresAt : null
}

function endOf({ status, expiresAt }: OrderRow): number | null {
  return status === 'refused' ? expiresAt + REFUSED_MS : null
}
