/** An order without a platform: its rows, a command that begins it, and commands that a test may try at any time. */
import fc from 'fast-check'
import { decide, type OrderCommand } from '../../../src/domain/order/decide.ts'
import type { OrderMoment } from '../../../src/domain/order/decision.ts'
import { orderOf, paymentsOf, refundsOf } from '../../../src/domain/order/order.ts'
import { RowSet } from '../../../src/objects/aggregate/row-set.ts'

const NOW = Date.UTC(2026, 10, 24)
export const TOTAL = 2_000

export class Paper {
  readonly rows = new RowSet()
  #last = 0

  /** @param more of the moment, such as the step of refunds */
  try(command: OrderCommand, more: Pick<OrderMoment, 'refundStep' | 'returnMs'> = {}): string | null {
    const newId = (prefix: string) => `${prefix}_${String(++this.#last).padStart(4, '0')}`
    const decision = decide(this.rows, command, { now: NOW + this.#last, newId, ...more })
    if (!decision.ok) return decision.refusal.code
    this.rows.apply(decision.value)
    return null
  }

  get status() {
    return orderOf(this.rows)?.status
  }
}

const line = (sku: string) => ({
  sku,
  title: sku,
  image: null,
  quantity: 2,
  unitPrice: 500,
  lineTotal: 1_000,
  attributes: { engraving: 'For Lin' },
})

export const BEGIN: OrderCommand & { readonly type: 'begin' } = {
  type: 'begin',
  owner: 'gst_1',
  quote: {
    currency: 'CNY',
    lines: [line('tea'), line('cup')],
    totals: { subtotal: TOTAL, discount: 0, shipping: 0, tax: 0, total: TOTAL },
    shippingOption: 'standard',
  },
  contact: {
    address: { name: 'Lin', line1: '1', city: 'Shanghai', postalCode: '200000', country: 'CN' },
    email: 'lin@example.com',
    note: null,
  },
  expiresAt: NOW + 1,
}

/** Begins and places the order, and pays all of it. */
export function pay(order: Pick<Paper, 'rows' | 'try'>, begin = BEGIN): void {
  order.try(begin)
  order.try({ type: 'place' })
  order.try({ type: 'open_payment', provider: 'simulated', returnUrl: null })
  const [paymentId = ''] = paymentsOf(order.rows)[0] ?? []
  order.try({ type: 'payment_succeeded', eventId: 'e', paymentId, amount: begin.quote.totals.total })
}

export type Wish =
  | OrderCommand
  | { readonly pick: number; readonly amount: number; readonly fails: boolean }
  | { readonly done: number }

const PARCEL = { type: 'ship', carrier: 'SF', trackingNumber: '1', by: 'usr_1' } as const

/** The same, with shipments in parts, refunds of units, and payment on delivery. */
export const widerWish: fc.Arbitrary<Wish> = fc.oneof(
  fc.constantFrom<OrderCommand>(
    { ...PARCEL, lines: [{ sku: 'tea', quantity: 1 }] },
    { ...PARCEL, lines: [{ sku: 'tea', quantity: 2 }] },
    { ...PARCEL, lines: [{ sku: 'cup', quantity: 1 }] },
    { ...PARCEL, unpaid: true },
    { type: 'deliver', by: 'usr_1', shipment: 1 },
    { type: 'deliver', by: 'usr_1', shipment: 2 },
    { type: 'open_payment', provider: 'manual', returnUrl: null },
    { type: 'mark_paid', by: 'usr_1' },
    { type: 'refund', amount: null, reason: 'x', by: 'usr_1', lines: [{ sku: 'tea', quantity: 1 }], restock: true },
    { type: 'refund', amount: null, reason: 'x', by: 'usr_1', lines: [{ sku: 'cup', quantity: 1 }] },
  ),
  fc.constantFrom<OrderCommand>({ type: 'place' }, { ...PARCEL }, { type: 'deliver', by: 'usr_1' }),
  fc.constant(null).chain(() => wish),
)

/** A command to try. Payments and refunds are those that exist at that time, or one that never existed. */
export const wish: fc.Arbitrary<Wish> = fc.oneof(
  fc.constantFrom<OrderCommand>(
    { type: 'place' },
    { type: 'refuse', by: 'stock' },
    { type: 'expire', by: 'timeout' },
    { type: 'cancel', by: 'gst_1' },
    { type: 'ship', carrier: 'SF', trackingNumber: '1', by: 'usr_1' },
    { type: 'deliver', by: 'usr_1' },
    { type: 'open_payment', provider: 'simulated', returnUrl: null },
    { type: 'open_payment', provider: 'another', returnUrl: null },
    { type: 'refund', amount: null, reason: 'x', by: 'usr_1' },
    { type: 'refund', amount: 700, reason: 'x', by: 'usr_1' },
    { type: 'follow', owner: 'usr_2' },
    { type: 'cart_settled' },
  ),
  fc.record({ pick: fc.nat(3), amount: fc.constantFrom(TOTAL, TOTAL, TOTAL, 1), fails: fc.boolean() }),
  fc.record({ done: fc.nat(3) }),
)

export function commandOf(rows: RowSet, wanted: Wish): OrderCommand {
  if ('type' in wanted) return wanted
  if ('done' in wanted) {
    const refunds = refundsOf(rows)
    return { type: 'refund_done', refundId: refunds[wanted.done % Math.max(1, refunds.length)]?.[0] ?? 'ref_none' }
  }
  const payments = paymentsOf(rows)
  const paymentId = payments[wanted.pick % Math.max(1, payments.length)]?.[0] ?? 'pay_none'
  if (wanted.fails) return { type: 'payment_failed', eventId: 'e', paymentId }
  return { type: 'payment_succeeded', eventId: `e${wanted.pick}`, paymentId, amount: wanted.amount }
}
