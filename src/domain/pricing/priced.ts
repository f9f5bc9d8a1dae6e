/** The inputs and results of pricing: every amount names the rule that made it. */
import type { Coupon, Promotion, ShippingRate, Tax } from './rules.ts'

export interface PricedItem {
  readonly sku: string
  /** Distinguishes lines of one SKU. */
  readonly lineId?: string | undefined
  /** The product's category and its ancestors, beginning with the category itself. */
  readonly categories: readonly string[]
  readonly quantity: number
  /** Minor units. */
  readonly unitPrice: number
  readonly weightGrams: number
}

export interface Pricing {
  /** Each SKU occurs once, or its lines have ids. */
  readonly items: readonly PricedItem[]
  readonly promotions: readonly Promotion[]
  /** The coupons in the cart. */
  readonly coupons: readonly Coupon[]
  readonly shippingRates: readonly ShippingRate[]
  readonly taxes: readonly Tax[]
  /** Null while there is no address: then only rates and taxes without a country apply. */
  readonly destination: { readonly country: string; readonly region: string | null } | null
  /** If it is null or not offered, the cheapest offer is used. */
  readonly shippingOption: string | null
  readonly isFirstOrder: boolean
  /** Milliseconds since 1970. */
  readonly now: number
}

/** A discount's part of a line or of the shipping. */
export type Adjustment = {
  readonly rule: string
  readonly kind: 'promotion' | 'coupon'
  /** The amount taken off; above zero. */
  readonly amount: number
}

export type TaxPart = {
  readonly rule: string
  readonly ratePpm: number
  readonly amount: number
  /** Whether the price contains the tax; otherwise it is added. */
  readonly inclusive: boolean
}

export interface PricedLine {
  readonly sku: string
  readonly lineId?: string | undefined
  readonly quantity: number
  readonly unitPrice: number
  /** unitPrice × quantity. */
  readonly list: number
  readonly adjustments: readonly Adjustment[]
  /** The sum of the adjustments. */
  readonly discount: number
  readonly tax: TaxPart | null
  /** The shopper pays this amount for the line: list − discount, plus tax that comes on top. */
  readonly charged: number
}

export type ShippingOffer = {
  readonly option: string
  readonly rule: string
  readonly amount: number
  readonly estimatedDays: number
}

export type PricedShipping = ShippingOffer & {
  readonly adjustments: readonly Adjustment[]
  readonly discount: number
  readonly tax: TaxPart | null
  readonly charged: number
}

/** Why a coupon has no effect now. The last three come from the caller, who looks up coupons and their uses. */
export type Reason =
  | 'inactive'
  | 'not_yet'
  | 'over'
  | 'min_subtotal'
  | 'not_eligible'
  | 'first_order_only'
  | 'not_combinable'
  | 'no_effect'
  /** The coupon may have an effect once the country is known. */
  | 'needs_address'
  | 'unknown'
  | 'needs_account'
  | 'used_up'

export interface Priced {
  /** Sorted by SKU and line id. */
  readonly lines: readonly PricedLine[]
  readonly shippingOffers: readonly ShippingOffer[]
  /** Null without a destination or without an offer for it. */
  readonly shipping: PricedShipping | null
  /** Coupons without effect, and why. */
  readonly refused: readonly { readonly code: string; readonly reason: Reason }[]
  readonly totals: PriceTotals
}

/** total = subtotal − discount + shipping + tax on top; `tax` also includes the tax that prices contain. */
export interface PriceTotals {
  /** The sum of the lines at list prices. */
  readonly subtotal: number
  /** The sum of the discounts on lines and shipping. */
  readonly discount: number
  /** Before discounts. */
  readonly shipping: number
  readonly tax: number
  /** The part of `tax` that prices already contain. */
  readonly taxIncluded: number
  readonly total: number
}
