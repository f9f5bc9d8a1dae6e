/** The outcome of an order, derived only from its status. */
import type { OrderPage } from './order-page.ts'

export const STANDS = ['paid', 'shipped', 'delivered']

/** The expected state of its units and of the uses of its coupons. */
export function goodsOf({ status, history }: OrderPage): string {
  if (status === 'pending_payment') return 'held'
  if (STANDS.includes(status)) return 'sold'
  if (status === 'refused' || status === 'cancelled') return 'released'
  return history.some(({ to }) => to === 'shipped') ? 'sold' : 'restocked'
}

export function hasSold({ history }: OrderPage): boolean {
  return history.some(({ to }) => to === 'paid')
}
