/** The cart in the form in which pages show it: on the server as the API answers it, in the browser ahead of that. */
import type { CartBody, CartLineBody } from '../../../contract/answers/cart.ts'
import type { Money } from '../../../contract/answers/shapes.ts'
import type { Html } from '../view.ts'

export interface ShownLine extends Omit<CartLineBody, 'unitPrice' | 'lineTotal' | 'labels' | 'addedAt' | 'updatedAt'> {
  /** Null while the server has not stated it. */
  readonly unitPrice: Money | null
  readonly lineTotal: Money | null
  /** Whether the amounts are behind the quantity. */
  readonly isPending?: boolean
}

/** A coupon as typed, and the reason why it was refused. */
export interface RefusedCoupon {
  readonly typed: string
  readonly reason: string
}

export interface ShownCart extends Pick<CartBody, 'coupons'> {
  readonly items: readonly ShownLine[]
  readonly saved: readonly ShownLine[]
  /** Null while only the browser knows the cart. */
  readonly totals: CartBody['totals'] | null
  /** Whether the amounts are behind the lines. */
  readonly isPending: boolean
  /** Sentences on the whole cart. */
  readonly notes: readonly string[]
  /** The line that was just removed, and where it was. */
  readonly undo: { readonly lineId: string; readonly title: string; readonly place: number } | null
  readonly refusedCoupon: RefusedCoupon | null
  /** In the browser: whether the server has every change, and the changes of which that is unclear. */
  readonly state?: Html
  readonly unclear?: Html
  /** The reason why the last change of the line was refused, or ''. */
  reasonAt(lineId: string): string
}
