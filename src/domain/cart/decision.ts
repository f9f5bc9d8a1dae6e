/** Defines the input and the answer of a decision on a cart. */
import type { Result } from '../result.ts'
import type { ProductFacts } from './cart.ts'
import type { CheckoutRefusal } from './checkout.ts'
import type { CouponRefusal } from './coupons.ts'
import type { CartEvent, LineEvent } from './events.ts'

/** A line id, or a SKU where the list has one line of it. */
export type LineName = string

/** A refused command on a line. Its text is written elsewhere, because the browser decides too and shows its own. */
export type LineRefusal =
  | { readonly code: 'line_limit' | 'saved_limit' | 'quantity_limit' | 'cart_too_large' }
  | { readonly code: 'unknown_sku' | 'not_restorable' | 'not_selectable'; readonly name: LineName }
  | { readonly code: 'line_not_found'; readonly name: LineName; readonly list: string }
  /** `lineIds`: the lines that the name may stand for. */
  | { readonly code: 'ambiguous_line'; readonly name: LineName; readonly lineIds: readonly string[] }

export type CartRefusalCode =
  | LineRefusal['code']
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
export type LineDecision = Result<readonly LineEvent[], LineRefusal>
