/** Formats amounts of money, given in minor units, for a language. Currencies differ in their digits (ISO 4217). */
import type { Money } from '../../contract/answers/shapes.ts'

const formats = new Map<string, { readonly format: Intl.NumberFormat; readonly factor: number }>()

export function moneyText({ amount, currency }: Money, locale: string): string {
  const { format, factor } = formatOf(locale, currency)
  return format.format(amount / factor)
}

/** The amount in major units, as structured data and forms write it: `5999.00`. */
export function plainAmount({ amount, currency }: Money): string {
  const { format, factor } = formatOf('en', currency)
  return (amount / factor).toFixed(format.resolvedOptions().maximumFractionDigits ?? 2)
}

/** Minor units in one major unit. */
export function factorOf(currency: string): number {
  return formatOf('en', currency).factor
}

/** Cached, because making a format costs a hundred times as much as using it. */
function formatOf(locale: string, currency: string) {
  const key = `${locale} ${currency}`
  const known = formats.get(key)
  if (known) return known
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
  const made = { format, factor: 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2) }
  formats.set(key, made)
  return made
}
