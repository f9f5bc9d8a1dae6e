/** Defines the input and the answer of a decision on a cart. */
import type { Result } from '../result.ts'
import type { ProductFacts } from './cart.ts'
import type { CheckoutRefusal } from './checkout.ts'
import type { CouponRefusal } from './coupons.ts'
import type { CartEvent, LineEvent } from './events.ts'

/** A line id, or a SKU where the list has one line of it. */
export type LineName = string

export type CartRefusalCode =
  | 'unknown_sku'
  | 'line_not_found'
  | 'ambiguous_line'
  | 'line_limit'
  | 'saved_limit'
  | 'quantity_limit'
  | 'cart_too_large'
  | 'not_restorable'
  | 'not_selectable'
  | 'unknown_client'
  | 'sequence_gap'
  | CheckoutRefusal['code']
  | CouponRefusal['code']

export interface CartRefusal {
  readonly code: CartRefusalCode
  readonly detail: string
  /** With `ambiguous_line`: the lines that the name may stand for. */
  readonly lineIds?: readonly string[]
  /** With `sequence_gap`: the number of the operation that the cart expects next. */
  readonly expected?: number
}

export interface CartFacts {
  readonly now: number
  /** Greater than the rank of any line, and of any command before this one. */
  readonly rank: number
  /** The products that the command names; null for one that does not exist or is not for sale. */
  readonly products: ReadonlyMap<string, ProductFacts | null>
}

export type CartDecision = Result<readonly CartEvent[], CartRefusal>
export type LineDecision = Result<readonly LineEvent[], CartRefusal>
