/** The coupons that there are. A use of one is a unit of the stock that has its name, and each user's are counted. */
import type { CouponUse } from '../../../src/domain/order/order.ts'
import type { MeantCheckout } from '../witness/checkout-writes.ts'

export const COUPONS: readonly CouponUse[] = [
  { code: 'FEW', limit: 2, perUser: null },
  { code: 'ONCE', limit: null, perUser: 1 },
  { code: 'BOTH', limit: 3, perUser: 2 },
  { code: 'FREE', limit: null, perUser: null },
]

/** Of those whose uses are counted. */
export const COUNTED = COUPONS.filter(({ limit, perUser }) => limit !== null || perUser !== null)

const PREFIX = 'coupon:'
/** No history uses one so often. */
const MANY = 1_000_000

export function usesOf(code: string): string {
  return PREFIX + code
}

export function couponOf(code: string): CouponUse {
  const coupon = COUPONS.find((each) => each.code === code)
  if (!coupon) throw new Error(`there is no coupon ${code}`)
  return coupon
}

/** The coupon that this stock counts the uses of; null when it is a product's. */
export function couponOfStock(sku: string): CouponUse | null {
  return sku.startsWith(PREFIX) ? couponOf(sku.slice(PREFIX.length)) : null
}

/** Whether there are to be so many uses in all. */
export function isLimit({ limit }: CouponUse, uses: number): boolean {
  return limit === null ? uses > MANY : uses === limit
}

export function isUsedUp({ limit, perUser }: CouponUse, uses: number, ofUser: number): boolean {
  return (limit !== null && uses >= limit) || (perUser !== null && ofUser >= perUser)
}

/** How many units of a stock the shopper meant the order to take. */
export function unitsMeant(meant: MeantCheckout | undefined, sku: string): number | undefined {
  const coupon = couponOfStock(sku)
  if (!coupon) return meant?.quantities.get(sku)
  return meant?.coupons.includes(coupon.code) ? 1 : undefined
}
