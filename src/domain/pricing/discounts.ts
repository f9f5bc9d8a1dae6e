/**
 * Applies discounts to the lines, one after the other.
 * Invariant: each applies to the amounts that the earlier ones left, and no line goes below zero.
 * The order is Shopify's (help.shopify.com, "Combining discounts": product discounts, then order discounts on the
 * reduced subtotal, then shipping), within it commercetools' (`sortOrder`; cart discounts before discount codes).
 */
import type { Basket } from './basket.ts'
import type { Eligible } from './eligibility.ts'
import { byCodeUnits, share, split } from './money.ts'
import type { Coupon, Effect, Promotion } from './rules.ts'

const ALL_BASIS_POINTS = 10_000

/** The amount that one discount takes off each of its lines. */
export interface Reduction {
  readonly discount: Promotion | Coupon
  readonly lines: readonly number[]
  readonly parts: readonly number[]
}

type EffectOf<Type extends Effect['type']> = Extract<Effect, { readonly type: Type }>

/** The stage of a discount: 1 products, 2 the whole order, 3 shipping. */
function stageOf({ effect, conditions }: Promotion | Coupon): 1 | 2 | 3 {
  if (effect.type === 'free_shipping') return 3
  if (effect.type === 'buy_x_get_y') return 1
  return conditions.skus.length + conditions.categories.length > 0 ? 1 : 2
}

/** Promotions come before coupons, so that a shopper's code applies to the prices that everyone gets. */
export function inOrder(a: Promotion | Coupon, b: Promotion | Coupon): number {
  if (a.kind !== b.kind && stageOf(a) === stageOf(b)) return a.kind === 'promotion' ? -1 : 1
  return stageOf(a) - stageOf(b) || a.priority - b.priority || byCodeUnits(a.id, b.id)
}

/** @param eligible in the order of `inOrder`; discounts on shipping have no effect here */
export function reduceLines(
  basket: Basket,
  eligible: readonly Eligible[],
): { readonly reductions: readonly Reduction[]; readonly left: readonly number[] } {
  const left = [...basket.lists]
  const reductions: Reduction[] = []
  for (const each of eligible) {
    const parts = partsOf(each, basket, left)
    if (!parts) continue
    each.lines.forEach((line, at) => {
      left[line] = (left[line] ?? 0) - (parts[at] ?? 0)
    })
    reductions.push({ discount: each.discount, lines: each.lines, parts })
  }
  return { reductions, left }
}

function partsOf(eligible: Eligible, basket: Basket, left: readonly number[]): readonly number[] | null {
  const { effect } = eligible.discount
  switch (effect.type) {
    case 'percentage':
      return spread(eligible, basket, left, (cost) => share(cost, effect.basisPoints, ALL_BASIS_POINTS))
    case 'fixed':
      return spread(eligible, basket, left, () => effect.amount * timesOf(eligible, effect))
    case 'buy_x_get_y':
      return cheapestUnits(eligible, basket, left, effect)
    case 'free_shipping':
      return null
    default:
      return effect satisfies never
  }
}

/** 每满: how many times `minSubtotal` fits into the list prices of the eligible lines. */
function timesOf({ subtotal, discount }: Eligible, { every }: EffectOf<'fixed'>): number {
  const { minSubtotal } = discount.conditions
  return every && minSubtotal > 0 ? Math.floor(subtotal / minSubtotal) : 1
}

/** Takes one amount off the lines together, rounded once and divided in proportion to the amounts that are left. */
function spread(
  { lines }: Eligible,
  { indexes, keys }: Basket,
  left: readonly number[],
  amountOf: (cost: number) => number,
): readonly number[] | null {
  const isAll = lines === indexes
  const weights = isAll ? left : lines.map((line) => left[line] ?? 0)
  let cost = 0
  for (const weight of weights) cost += weight
  const amount = Math.min(amountOf(cost), cost)
  return amount > 0 ? split(amount, weights, isAll ? keys : lines.map((line) => keys[line] ?? '')) : null
}

/**
 * Selects the `get` cheapest of every `buy + get` units; of an incomplete group, the units beyond `buy`. A unit costs
 * its equal share of the amount that earlier discounts left of its line. The cheapest of all eligible units are
 * counted, so that shoppers need not split a purchase into groups.
 */
function cheapestUnits(
  { lines }: Eligible,
  { items, keys }: Basket,
  left: readonly number[],
  { buy, get, basisPoints }: EffectOf<'buy_x_get_y'>,
): readonly number[] | null {
  const group = buy + get
  if (group <= 0) return null
  const quantityOf = (line: number) => items[line]?.quantity ?? 0
  let units = 0
  for (const line of lines) units += quantityOf(line)
  let free = Math.floor(units / group) * get + Math.max(0, (units % group) - buy)
  if (free <= 0) return null
  const parts = lines.map(() => 0)
  const cheapestFirst = lines
    .map((line, at) => ({ at, key: keys[line] ?? '', cost: left[line] ?? 0, quantity: quantityOf(line) }))
    .sort((a, b) => a.cost / a.quantity - b.cost / b.quantity || byCodeUnits(a.key, b.key))
  for (const { at, cost, quantity } of cheapestFirst) {
    if (free <= 0) break
    const taken = Math.min(free, quantity)
    parts[at] = share(cost, taken * basisPoints, quantity * ALL_BASIS_POINTS)
    free -= taken
  }
  return parts
}
