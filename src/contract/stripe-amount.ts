/**
 * Amounts as Stripe counts them. Most currencies have Stripe's unit in common with ISO 4217; the others are listed here.
 * ISK and UGX have two decimals at Stripe, which are always 00, and none in ISO. HUF and TWD are whole only in payouts.
 * Source: docs.stripe.com/currencies, "Zero-decimal currencies", "Three-decimal currencies" and "Special cases".
 */
import { minorDigitsOf } from '../domain/currency.ts'

const ZERO_DECIMAL = 'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'
const THREE_DECIMAL = 'BHD JOD KWD OMR TND'

function digitsOf(currency: string): number {
  if (ZERO_DECIMAL.includes(currency)) return 0
  return THREE_DECIMAL.includes(currency) ? 3 : 2
}

/** Minor units of which Stripe has only whole multiples: three decimals end in 0, and MGA has no decimals at Stripe. */
export function stripeStep(currency: string): number {
  if (THREE_DECIMAL.includes(currency)) return 10
  return 10 ** Math.max(0, (minorDigitsOf(currency) ?? 2) - digitsOf(currency))
}

/** Null if the amount is no multiple of Stripe's step. */
export function toStripeAmount(amount: number, currency: string): number | null {
  const exact = (amount * 10 ** digitsOf(currency)) / 10 ** (minorDigitsOf(currency) ?? 2)
  return Number.isSafeInteger(exact) && amount % stripeStep(currency) === 0 ? exact : null
}

/** @param amount of an event, whose decimals below ISO's unit are always 0 */
export function fromStripeAmount(amount: number, currency: string): number {
  return Math.round((amount * 10 ** (minorDigitsOf(currency) ?? 2)) / 10 ** digitsOf(currency))
}
