/**
 * Amounts of money as text. Invariant: the digits are those of ISO 4217, in which the API counts. `Intl` gives HUF, IDR and
 * others none by itself, and so would show a hundred times the amount.
 */
import type { Money } from './api.ts'

/** All currencies with another number of digits than two. */
const WITHOUT_DIGITS = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'
const WITH_THREE = 'BHD IQD JOD KWD LYD OMR TND'

/**
 * For people, in their language.
 *
 * @example
 * moneyText({ amount: 599_900, currency: 'HUF' }, 'en') // => 'HUF 5,999.00'
 */
export function moneyText({ amount, currency }: Money, locale?: string): string {
  const digits = WITHOUT_DIGITS.includes(currency) ? 0 : WITH_THREE.includes(currency) ? 3 : 2
  const format = new Intl.NumberFormat(locale, {
    ...{ style: 'currency', currency, currencyDisplay: 'narrowSymbol' },
    ...{ minimumFractionDigits: digits, maximumFractionDigits: digits },
  })
  return format.format(amount / 10 ** digits)
}
