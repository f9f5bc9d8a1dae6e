/**
 * Whether the units of one SKU add up: its stock's copy, its product's row and the lines of orders. Pure.
 * Received + outside = on hand + sold; on hand are own + outside, and outside is whatever others did to on_hand, so that
 * what is left to prove is own = received − sold, here and in the product's object_on_hand.
 */
import { compareWith, type Difference, type DifferenceKind } from './difference.ts'

/** The stock itself counts these units. */
export interface Units {
  readonly own: number
  readonly held: number
  readonly sold: number
  readonly received: number
}

export interface SkuFigures extends Units {
  readonly sku: string
  /** The product's units on hand; null when the product does not exist. */
  readonly onHand: number | null
  readonly objectOnHandInProducts: number | null
  readonly heldInProducts: number | null
  readonly updatedAt: number
  readonly unitsSoldByOrders: number
  readonly unitsHeldByOrders: number
  /** Orders on their way: units of their lines, and how many of them the two sums count. */
  readonly moving: { readonly units: number; readonly sold: number; readonly held: number }
}

/** @param since what changed then or later may not have come everywhere yet */
export function isSkuInFlight({ moving, updatedAt }: Pick<SkuFigures, 'moving' | 'updatedAt'>, since: number): boolean {
  return moving.units > 0 || updatedAt >= since
}

/**
 * Units of orders on their way may be held, sold, or neither: only they make the sums uncertain.
 * @param units what the stock's object says, when it is ahead of its copy; the product's row follows only the copy
 * @param isYoung the stock changed so lately that orders may not have told of it: it may count more than they do
 */
export function skuDifferences(
  figures: SkuFigures,
  units: Units = figures,
  isYoung: boolean = false,
): readonly Difference[] {
  const compare = compareWith(skuSubject(figures.sku))
  const sum = compare('stock_sum', units.received - units.sold, units.own)
  // Its uses are counted like units, and are no lines of orders, nor units of a product.
  if (isCoupon(figures.sku)) return sum
  const { moving } = figures
  const between = (kind: DifferenceKind, least: number, found: number) => {
    if (found < least) return compare(kind, least, found)
    return isYoung ? [] : compare(kind, Math.min(found, least + moving.units), found)
  }
  return [
    ...sum,
    ...(isYoung ? [] : between('stock_held', figures.unitsHeldByOrders - moving.held, units.held)),
    ...between('stock_sold', figures.unitsSoldByOrders - moving.sold, units.sold),
    ...productDifferences(figures),
  ]
}

function productDifferences(figures: SkuFigures): readonly Difference[] {
  const { sku, own, held, onHand, objectOnHandInProducts, heldInProducts } = figures
  const compare = compareWith(skuSubject(sku))
  if (onHand === null) return own === 0 && held === 0 ? [] : compare('product_missing', 'present', 'absent')
  return [
    ...compare('product_units', own, objectOnHandInProducts),
    ...compare('product_held', held, heldInProducts),
    ...(held > onHand ? compare('held_beyond_on_hand', onHand, held) : []),
  ]
}

/** No stock in the record, of a SKU that orders count on. */
export function stockMissing(sku: string): readonly Difference[] {
  return compareWith(skuSubject(sku))('stock_missing', 'present', 'absent')
}

/** Whether it may come of an order whose copy is late: nobody can ask all of them. */
export function mayBeLate({ kind }: { readonly kind: DifferenceKind }): boolean {
  return kind === 'stock_held' || kind === 'stock_sold' || kind === 'stock_missing'
}

/** A stock object that is named `coupon:<code>`: no SKU has a colon. */
function isCoupon(sku: string): boolean {
  return sku.startsWith('coupon:')
}

function skuSubject(sku: string): string {
  return isCoupon(sku) ? sku : `sku:${sku}`
}
