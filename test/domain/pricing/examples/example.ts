/**
 * One worked price: a short input and a result computed by hand, as `why` says. A value that an example leaves out is
 * expected to be nothing, so that every total of every example is checked.
 */
import type { PricedItem, Pricing, Reason } from '../../../../src/domain/pricing/priced.ts'
import type { Effect } from '../../../../src/domain/pricing/rules.ts'
import { item } from '../given.ts'

export interface Example {
  readonly what: string
  /** The arithmetic. */
  readonly why: string
  /** `sku price ×quantity /category/and/above @grams`, separated by commas; prices in minor units. */
  readonly cart: string
  readonly promotions?: Pricing['promotions']
  readonly coupons?: Pricing['coupons']
  readonly rates?: Pricing['shippingRates']
  readonly taxes?: Pricing['taxes']
  /** A country, or country/region. */
  readonly to?: string
  readonly wanted?: string
  readonly isFirstOrder?: boolean
  readonly now?: number

  readonly total: number
  /** Discount on lines and shipping together. */
  readonly discount?: number
  /** Shipping before discounts. */
  readonly shipping?: number
  readonly tax?: number
  /** The part of the tax that prices contain. */
  readonly included?: number
  /** The amount charged for each line. */
  readonly charged?: { readonly [sku: string]: number }
  /** The amount that each discount takes off lines and shipping. */
  readonly off?: { readonly [rule: string]: number }
  /** Refused coupons, in the order of their codes. */
  readonly refused?: { readonly [code: string]: Reason }
  /** Shipping offers by option, the cheapest first. */
  readonly offers?: { readonly [option: string]: number }
  /** The tax rule and the amount of tax of each line, and of `shipping`. */
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
