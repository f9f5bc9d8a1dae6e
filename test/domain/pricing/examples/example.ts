/**
 * One worked price: what goes in, in short, and what comes out, computed by hand as `why` says. What an example does
 * not name is expected to be nothing, so that every total of every example is checked.
 */
import type { PricedItem, Pricing, Reason } from '../../../../src/domain/pricing/priced.ts'
import type { Effect } from '../../../../src/domain/pricing/rules.ts'
import { item } from '../given.ts'

export interface Example {
  readonly what: string
  /** The arithmetic. */
  readonly why: string
  /** `sku price ×quantity /category/and/above @grams`, by commas; price in minor units. */
  readonly cart: string
  readonly promotions?: Pricing['promotions']
  readonly coupons?: Pricing['coupons']
  readonly rates?: Pricing['shippingRates']
  readonly taxes?: Pricing['taxes']
  /** Country, or country/region. */
  readonly to?: string
  readonly wanted?: string
  readonly isFirstOrder?: boolean
  readonly now?: number

  readonly total: number
  /** Of lines and shipping. */
  readonly discount?: number
  /** Before discounts. */
  readonly shipping?: number
  readonly tax?: number
  /** Of the tax, what the prices contain. */
  readonly included?: number
  /** What is charged for each line. */
  readonly charged?: { readonly [sku: string]: number }
  /** What each discount takes off, lines and shipping. */
  readonly off?: { readonly [rule: string]: number }
  /** In the order of their codes. */
  readonly refused?: { readonly [code: string]: Reason }
  /** The cheapest first. */
  readonly offers?: { readonly [option: string]: number }
  /** By which rule each line, and `shipping`, is taxed, and how much. */
  readonly taxed?: { readonly [sku: string]: readonly [rule: string, amount: number] }
}

export const percent = (share: number): Effect => ({ type: 'percentage', basisPoints: Math.round(share * 100) })
export const off = (amount: number): Effect => ({ type: 'fixed', amount, every: false })
export const offEvery = (amount: number): Effect => ({ type: 'fixed', amount, every: true })
export const buyGet = (buy: number, get: number, share = 100): Effect => ({
  type: 'buy_x_get_y',
  buy,
  get,
  basisPoints: Math.round(share * 100),
})
export const FREE_SHIPPING: Effect = { type: 'free_shipping' }

const WRITTEN = /^(\S+) ([\d_]+)(?: ×(\d+))?(?: \/(\S+))?(?: @(\d+))?$/

export function itemsOf(cart: string): readonly PricedItem[] {
  if (cart === '') return []
  return cart.split(', ').map((written) => {
    const [, sku, price, quantity = '1', categories, grams = '0'] = WRITTEN.exec(written) ?? []
    if (!sku || !price) throw new Error(`not a line: ${written}`)
    return item(sku, Number(price.replaceAll('_', '')), {
      quantity: Number(quantity),
      categories: categories?.split('/') ?? [],
      weightGrams: Number(grams),
    })
  })
}
