/**
 * The rules that make prices, as data. Amounts are integers in minor units of the deployment's currency; shares are
 * integers in basis points (10,000 are all of it), tax rates in parts per million (82,500 are 8.25 %).
 */
import type { Texts } from '../product.ts'

export const RULE_KINDS = ['promotion', 'coupon', 'shipping_rate', 'tax'] as const
export type RuleKind = (typeof RULE_KINDS)[number]

/** A discount reduces the price in one of these ways. */
export type Effect =
  /** A share of what the eligible lines cost after the discounts that come first. */
  | { readonly type: 'percentage'; readonly basisPoints: number }
  /** Off the eligible lines together, at most what they cost by then; `every`: again for each whole `minSubtotal` (每满). */
  | { readonly type: 'fixed'; readonly amount: number; readonly every: boolean }
  | { readonly type: 'free_shipping' }
  /** The `get` cheapest of every `buy + get` eligible units cost less by the share, at what they cost by then. */
  | { readonly type: 'buy_x_get_y'; readonly buy: number; readonly get: number; readonly basisPoints: number }

/** When a discount applies. What is empty or null asks for nothing. */
export interface Conditions {
  /** The least that the eligible lines must cost before discounts, at list prices, as every money threshold. */
  readonly minSubtotal: number
  /** Milliseconds since 1970: from inclusive, to exclusive. */
  readonly startsAt: number | null
  readonly endsAt: number | null
  /** Eligible are lines of these products or of these categories (with what is below them); all lines without any. */
  readonly skus: readonly string[]
  readonly categories: readonly string[]
  readonly firstOrderOnly: boolean
}

interface Rule {
  /** 1–64 of A-Z a-z 0-9 . _ -; of a coupon its code, in capitals. */
  readonly id: string
  readonly description: Texts
  readonly isActive: boolean
  /** Rises by one at every edit. */
  readonly version: number
  readonly createdAt: number
  readonly updatedAt: number
}

export interface Discount extends Rule {
  readonly effect: Effect
  readonly conditions: Conditions
  /** Lower ones come first; of equal ones the lower id. */
  readonly priority: number
  /** It stands alone: no other discount beside it. */
  readonly exclusive: boolean
}

export interface Promotion extends Discount {
  readonly kind: 'promotion'
}

export interface Coupon extends Discount {
  readonly kind: 'coupon'
  /** How often it can be used in all, and by one user; null for any number. */
  readonly usageLimit: number | null
  readonly usageLimitPerUser: number | null
}

export interface ShippingRate extends Rule {
  readonly kind: 'shipping_rate'
  /** Rates of one option exclude each other: the lowest amount that fits is offered. */
  readonly option: string
  readonly title: Texts
  /** ISO 3166, two letters; any country without one. */
  readonly countries: readonly string[]
  /** The cost of all lines before discounts, at list prices: from inclusive, to exclusive. */
  readonly minSubtotal: number
  readonly maxSubtotal: number | null
  /** The weight of all lines: from inclusive, to exclusive. */
  readonly minWeightGrams: number
  readonly maxWeightGrams: number | null
  readonly amount: number
  readonly estimatedDays: number
}

export interface Tax extends Rule {
  readonly kind: 'tax'
  readonly title: Texts
  readonly country: string
  /** The region as the address names it; null for the whole country. */
  readonly region: string | null
  /** The rule taxes products of these categories and of those below them; every product when the list is empty. */
  readonly categories: readonly string[]
  readonly ratePpm: number
  /** Prices contain it already; else it comes on top. */
  readonly inclusive: boolean
  /** Whether it is on shipping too. */
  readonly onShipping: boolean
}

export type PriceRule = Promotion | Coupon | ShippingRate | Tax
