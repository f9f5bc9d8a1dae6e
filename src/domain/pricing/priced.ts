/** The inputs and results of pricing: every amount names the rule that made it. */
import type { Coupon, Promotion, ShippingRate, Tax } from './rules.ts'

export interface PricedItem {
  readonly sku: string
  /** Tells lines of one SKU apart. */
  readonly lineId?: string | undefined
  /** The product's category and all that it is below, itself first. */
  readonly categories: readonly string[]
  readonly quantity: number
  /** Minor units. */
  readonly unitPrice: number
  readonly weightGrams: number
}

export interface Pricing {
  /** Each SKU once, or with line ids. */
  readonly items: readonly PricedItem[]
  readonly promotions: readonly Promotion[]
  /** Those that the shopper has put into the cart. */
  readonly coupons: readonly Coupon[]
  readonly shippingRates: readonly ShippingRate[]
  readonly taxes: readonly Tax[]
  /** Null while there is no address: then nothing is shipped and nothing taxed but what holds everywhere. */
  readonly destination: { readonly country: string; readonly region: string | null } | null
  /** The cheapest one that is offered when it is null or not offered. */
  readonly shippingOption: string | null
  readonly isFirstOrder: boolean
  /** Milliseconds since 1970. */
  readonly now: number
}

/** A discount's part of a line or of the shipping. */
export type Adjustment = {
  readonly rule: string
  readonly kind: 'promotion' | 'coupon'
  /** Taken off; above zero. */
  readonly amount: number
}

export type TaxPart = {
  readonly rule: string
  readonly ratePpm: number
  readonly amount: number
  /** Contained in the price, or on top of it. */
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

/** Why a coupon does nothing now; the last three come from the caller, who looks coupons and their uses up. */
export type Reason =
  | 'inactive'
  | 'not_yet'
  | 'over'
  | 'min_subtotal'
  | 'not_eligible'
  | 'first_order_only'
  | 'not_combinable'
  | 'no_effect'
  /** It may have an effect once the country is known. */
  | 'needs_address'
  | 'unknown'
  | 'needs_account'
  | 'used_up'

export interface Priced {
  /** In the order of their SKUs and line ids. */
  readonly lines: readonly PricedLine[]
  readonly shippingOffers: readonly ShippingOffer[]
  /** Null without a destination, or when nothing is offered there. */
  readonly shipping: PricedShipping | null
  /** Coupons that do nothing here, and why. */
  readonly refused: readonly { readonly code: string; readonly reason: Reason }[]
  readonly totals: PriceTotals
}

/** total = subtotal − discount + shipping + tax on top; `tax` has what is contained in prices too. */
export interface PriceTotals {
  /** The sum of the lines at list prices. */
  readonly subtotal: number
  /** The sum of the discounts on lines and shipping. */
  readonly discount: number
  /** Before discounts. */
  readonly shipping: number
  readonly tax: number
  /** The part of `tax` that the prices contain already. */
  readonly taxIncluded: number
  readonly total: number
}
