/**
 * The coupons of the histories. A use of a coupon is a unit of the stock with its name; uses are also counted per user.
 */
import type { CouponUse } from '../../../src/domain/order/order.ts'
import type { MeantCheckout } from '../witness/checkout-writes.ts'

export const COUPONS: readonly CouponUse[] = [
  { code: 'FEW', limit: 2, perUser: null },
  { code: 'ONCE', limit: null, perUser: 1 },
  { code: 'BOTH', limit: 3, perUser: 2 },
  { code: 'FREE', limit: null, perUser: null },
]

/** The coupons whose uses are counted. */
export const COUNTED = COUPONS.filter(({ limit, perUser }) => limit !== null || perUser !== null)

const PREFIX = 'coupon:'
/** A limit that no history reaches. */
const MANY = 1_000_000

export function usesOf(code: string): string {
  return PREFIX + code
}

export function couponOf(code: string): CouponUse {
  const coupon = COUPONS.find((each) => each.code === code)
  if (!coupon) throw new Error(`there is no coupon ${code}`)
  return coupon
}

/** The coupon whose uses this stock counts; null for a product's stock. */
export function couponOfStock(sku: string): CouponUse | null {
  return sku.startsWith(PREFIX) ? couponOf(sku.slice(PREFIX.length)) : null
}

/** Whether the coupon is to have this many uses in all. */
export function isLimit({ limit }: CouponUse, uses: number): boolean {
  return limit === null ? uses > MANY : uses === limit
}

export function isUsedUp({ limit, perUser }: CouponUse, uses: number, ofUser: number): boolean {
  return (limit !== null && uses >= limit) || (perUser !== null && ofUser >= perUser)
}

/** How many units of a stock the shopper meant to order. */
export function unitsMeant(meant: MeantCheckout | undefined, sku: string): number | undefined {
  const coupon = couponOfStock(sku)
  if (!coupon) return meant?.quantities.get(sku)
  return meant?.coupons.includes(coupon.code) ? 1 : undefined
}
