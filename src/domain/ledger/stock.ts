/**
 * Checks that the units of one SKU add up: its stock's copy, its product's row and the lines of orders. Pure. Received
 * + outside = on hand + sold, and on hand = own + outside. Outside is defined as the edits by other systems, so the
 * equation to check is own = received − sold, in the copy and in the product's object_on_hand.
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
  /** Orders in flight: the units of their lines, and how many of these units the two sums count. */
  readonly moving: { readonly units: number; readonly sold: number; readonly held: number }
}

/** @param since changes from this time on may not have reached all copies yet */
export function isSkuInFlight({ moving, updatedAt }: Pick<SkuFigures, 'moving' | 'updatedAt'>, since: number): boolean {
  return moving.units > 0 || updatedAt >= since
}

/**
 * Units of orders in flight may be held, sold, or neither, so they are the tolerance of the comparison.
 * @param units the figures of the stock's object if it is ahead of its copy; the product's row follows only the copy
 * @param isYoung the stock changed so recently that the orders' copies may lag: it may count more than they do
 */
export function skuDifferences(
  figures: SkuFigures,
  units: Units = figures,
  isYoung: boolean = false,
): readonly Difference[] {
  const compare = compareWith(skuSubject(figures.sku))
  const sum = compare('stock_sum', units.received - units.sold, units.own)
  // Uses of a coupon are counted like units, but they are neither lines of orders nor units of a product.
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

/** The difference for a SKU of orders whose stock is missing in the record. */
export function stockMissing(sku: string): readonly Difference[] {
  return compareWith(skuSubject(sku))('stock_missing', 'present', 'absent')
}

/** Whether a late copy of an order may cause the difference; the check cannot ask every order. */
export function mayBeLate({ kind }: { readonly kind: DifferenceKind }): boolean {
  return kind === 'stock_held' || kind === 'stock_sold' || kind === 'stock_missing'
}

/** Stock objects of coupons are named `coupon:<code>`; a SKU cannot contain a colon. */
function isCoupon(sku: string): boolean {
  return sku.startsWith('coupon:')
}

function skuSubject(sku: string): string {
  return isCoupon(sku) ? sku : `sku:${sku}`
}
