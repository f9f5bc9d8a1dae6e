/** The outcome of an order, derived from its history and its payments. */
import type { OrderPage } from './order-page.ts'

export const STANDS = ['paid', 'shipped', 'delivered']

/** The expected state of its units and of the uses of its coupons. */
export function goodsOf({ status, history }: OrderPage): string {
  if (status === 'pending_payment') return 'held'
  if (STANDS.includes(status)) return 'sold'
  if (status === 'refused' || status === 'cancelled') return 'released'
  return history.some(({ to }) => to === 'shipped') ? 'sold' : 'restocked'
}

/** An order that is paid on delivery is sold when it ships. */
export function hasSold({ history }: OrderPage): boolean {
  return history.some(({ to }) => to === 'paid' || to === 'shipped')
}

/** The payment that pays for the order; null if none has arrived, or only money that goes back. */
export function ownPayment({ payments, refunds }: OrderPage): string | null {
  const strays = new Set(Object.values(refunds).flatMap(({ stray, paymentId }) => (stray ? [paymentId] : [])))
  return Object.keys(payments).find((id) => payments[id]?.state === 'captured' && !strays.has(id)) ?? null
}

/** The payment whose money arrived between the two pages; null if there is none. */
export function arrivedSince(before: OrderPage, after: OrderPage): string | null {
  const isNew = (id: string) => after.payments[id]?.state === 'captured' && before.payments[id]?.state !== 'captured'
  return Object.keys(after.payments).find(isNew) ?? null
}

/** Whether the order is paid on delivery, and its money has not arrived. */
export function isOwed(page: OrderPage): boolean {
  return STANDS.includes(page.status) && shippedUnpaid(page) && ownPayment(page) === null
}

/** The amount of the order's own money that may still be refunded. */
export function refundable(page: OrderPage): number {
  if (isOwed(page)) return 0
  return Object.values(page.refunds).reduce((left, { stray, amount }) => (stray ? left : left - amount), page.total)
}

/** Whether the money of an order that is paid on delivery arrived while it was owed. */
export function isPaidLate(page: OrderPage): boolean {
  return shippedUnpaid(page) && ownPayment(page) !== null
}

function shippedUnpaid({ history }: OrderPage): boolean {
  return history.some(({ from, to }) => from === 'pending_payment' && to === 'shipped')
}

/** Whether an operator may ship the order before its money arrives. */
export function openManual({ payments }: OrderPage): boolean {
  return Object.values(payments).findLast(({ state }) => state === 'open')?.provider === 'manual'
}
