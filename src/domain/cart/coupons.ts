/**
 * The codes that a shopper has put into the cart. Pure. The cart stores only the code; every read and every checkout
 * checks again whether the coupon applies.
 */
import { accept, type Result, refuse } from '../result.ts'
import type { RowsView } from '../rows.ts'
import type { CartEvent } from './events.ts'
import type { CodeEntry } from './merge-rows.ts'

/** By code. */
export const COUPONS = 'coupons'

const MAX_COUPONS = 10

export type CouponCommand = { readonly type: 'add_coupon' | 'remove_coupon'; readonly code: string }

export interface CouponRefusal {
  readonly code: 'coupon_limit' | 'unknown_coupon'
  readonly detail: string
}

export function couponCodes(rows: RowsView): readonly string[] {
  const all = [...(rows.entries(COUPONS) as Iterable<readonly [string, { readonly at: number }]>)]
  return all.sort(([a, one], [b, other]) => one.at - other.at || (a < b ? -1 : 1)).map(([code]) => code)
}

export function decideCoupon(
  rows: RowsView,
  { type, code }: CouponCommand,
  now: number,
): Result<readonly CartEvent[], CouponRefusal> {
  const isThere = rows.get(COUPONS, code) !== undefined
  if (type === 'remove_coupon') {
    if (!isThere) return refuse({ code: 'unknown_coupon', detail: `The cart does not contain the coupon ${code}.` })
    return accept([{ type: 'coupon_dropped', code }])
  }
  if (isThere) return accept([])
  if (rows.size(COUPONS) >= MAX_COUPONS) {
    return refuse({ code: 'coupon_limit', detail: `A cart can have at most ${MAX_COUPONS} coupons.` })
  }
  return accept([{ type: 'coupon_set', code, at: now }])
}

/** Takes over the codes of a guest's cart up to the limit, and reports the outcome for each. */
export function couponsCarried(
  rows: RowsView,
  codes: readonly string[],
  now: number,
): { readonly events: readonly CartEvent[]; readonly report: readonly CodeEntry[] } {
  let room = MAX_COUPONS - rows.size(COUPONS)
  const events: CartEvent[] = []
  const report = codes.map((code): CodeEntry => {
    if (rows.get(COUPONS, code) !== undefined) return { code, carried: true }
    if (room <= 0) return { code, carried: false, reason: 'coupon_limit' }
    room--
    events.push({ type: 'coupon_set', code, at: now })
    return { code, carried: true }
  })
  return { events, report }
}

/** Returns codes together with lines; like these, they may exceed the limit. */
export function couponsBack(rows: RowsView, codes: readonly string[], now: number): readonly CartEvent[] {
  return codes
    .filter((code) => rows.get(COUPONS, code) === undefined)
    .map((code) => ({ type: 'coupon_set', code, at: now }))
}
