/**
 * Price rules, as data. Amounts are integers in minor units of the deployment's currency. Shares are integers in basis
 * points (10,000 are 100 %), tax rates integers in parts per million (82,500 are 8.25 %).
 */
import type { Texts } from '../product.ts'

export const RULE_KINDS = ['promotion', 'coupon', 'shipping_rate', 'tax'] as const
export type RuleKind = (typeof RULE_KINDS)[number]

/** A discount reduces the price in one of these ways. */
export type Effect =
  /** A share of the cost of the eligible lines after earlier discounts. */
  | { readonly type: 'percentage'; readonly basisPoints: number }
  /** An amount off the eligible lines together, at most their cost; `every`: once for each whole `minSubtotal` (每满). */
  | { readonly type: 'fixed'; readonly amount: number; readonly every: boolean }
  | { readonly type: 'free_shipping' }
  /** The share off the `get` cheapest of every `buy + get` eligible units, by their cost after earlier discounts. */
  | { readonly type: 'buy_x_get_y'; readonly buy: number; readonly get: number; readonly basisPoints: number }

/** When a discount applies. An empty or null condition always holds. */
export interface Conditions {
  /** The minimum cost of the eligible lines at list prices, before discounts; so is every money threshold. */
  readonly minSubtotal: number
  /** Milliseconds since 1970: from inclusive, to exclusive. */
  readonly startsAt: number | null
  readonly endsAt: number | null
  /**
   * Lines of these products, or of these categories and their descendants, are eligible; all lines if both are empty.
   */
  readonly skus: readonly string[]
  readonly categories: readonly string[]
  readonly firstOrderOnly: boolean
}

interface Rule {
  /** 1–64 characters of A-Z a-z 0-9 . _ -; the id of a coupon is its code, in capitals. */
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
  /** Lower priorities come first; on a tie the lower id. */
  readonly priority: number
  /** It does not combine with other discounts. */
  readonly exclusive: boolean
}

export interface Promotion extends Discount {
  readonly kind: 'promotion'
}

export interface Coupon extends Discount {
  readonly kind: 'coupon'
  /** How often it can be used in total and by one user; null for no limit. */
  readonly usageLimit: number | null
  readonly usageLimitPerUser: number | null
}

export interface ShippingRate extends Rule {
  readonly kind: 'shipping_rate'
  /** Rates of one option exclude each other: the applicable rate with the lowest amount is offered. */
  readonly option: string
  readonly title: Texts
  /** ISO 3166, two letters; an empty list means any country. */
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
  /** The rule taxes products of these categories and their descendants; every product if the list is empty. */
  readonly categories: readonly string[]
  readonly ratePpm: number
  /** Whether prices contain the tax; otherwise it is added. */
  readonly inclusive: boolean
  /** Whether the tax applies to shipping too. */
  readonly onShipping: boolean
}

export type PriceRule = Promotion | Coupon | ShippingRate | Tax
