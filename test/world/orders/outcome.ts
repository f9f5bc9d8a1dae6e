/** What an order has come to, by its status alone. */
import type { OrderPage } from './order-page.ts'

export const STANDS = ['paid', 'shipped', 'delivered']

/** What its units, and the uses of its coupons, are to be. */
export function goodsOf({ status, history }: OrderPage): string {
  if (status === 'pending_payment') return 'held'
  if (STANDS.includes(status)) return 'sold'
  if (status === 'refused' || status === 'cancelled') return 'released'
  return history.some(({ to }) => to === 'shipped') ? 'sold' : 'restocked'
}

export function hasSold({ history }: OrderPage): boolean {
  return history.some(({ to }) => to === 'paid')
}
