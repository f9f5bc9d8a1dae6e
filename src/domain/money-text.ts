/**
 * Amounts of money as text, from minor units. All pages, messages and documents use it. Invariant: the digits are those
 * of ISO 4217. `Intl` gives HUF, IDR and others none by itself, and so would show a hundred times the amount.
 */
import { minorDigitsOf } from './currency.ts'

interface Money {
  /** Minor units. */
  readonly amount: number
  readonly currency: string
}

/** How the currency is written: `¥`, `CN¥` or `CNY` in English. */
type Display = 'narrowSymbol' | 'symbol' | 'code'

const formats = new Map<string, Intl.NumberFormat>()

/** For people, in their language: `¥5,999.00`. */
export function moneyText({ amount, currency }: Money, locale: string, display: Display = 'narrowSymbol'): string {
  // The cast: `format` accepts decimal texts, which the types of the library call numeric literals.
  return formatOf(locale, currency, display).format(decimalOf(amount, currency) as `${number}`)
}

/** An exact decimal number in major units, as structured data and files have it: `-129.00`. */
export function decimalOf(amount: number, currency: string): string {
  const digits = digitsOf(currency)
  const text = String(Math.abs(amount)).padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits)
  return `${amount < 0 ? '-' : ''}${whole}${digits > 0 ? `.${text.slice(-digits)}` : ''}`
}

/** Minor units in one major unit. */
export function factorOf(currency: string): number {
  return 10 ** digitsOf(currency)
}

function digitsOf(currency: string): number {
  return minorDigitsOf(currency) ?? 2
}

/** Cached, because making a format costs a hundred times as much as using it. */
function formatOf(locale: string, currency: string, currencyDisplay: Display): Intl.NumberFormat {
  const key = `${locale} ${currency} ${currencyDisplay}`
  const known = formats.get(key)
  if (known) return known
  const digits = digitsOf(currency)
  const format = new Intl.NumberFormat(locale, {
    ...{ style: 'currency', currency, currencyDisplay },
    ...{ minimumFractionDigits: digits, maximumFractionDigits: digits },
  })
  formats.set(key, format)
  return format
}
