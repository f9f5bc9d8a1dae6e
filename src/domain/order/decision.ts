/** Defines the input and the answer of a decision on an order. */
import type { Result } from '../result.ts'
import type { Change } from '../rows.ts'
import type { LineGoods } from './order.ts'

export interface GoodsAnswer {
  /** The SKU of a line, or the code of a coupon. */
  readonly sku: string
  readonly isCoupon?: true
  readonly goods: LineGoods
  readonly available?: number
}

export interface OrderRefusal {
  readonly code:
    | 'illegal_transition'
    | 'ambiguous_line'
    | 'refund_limit'
    | 'note_limit'
    | 'unknown_payment'
    | 'unknown_part'
    | 'order_exists'
  readonly detail: string
  /** With `ambiguous_line`: the lines that the SKU may stand for. */
  readonly lineIds?: readonly string[]
}

export type OrderDecision = Result<readonly Change[], OrderRefusal>

export interface OrderMoment {
  readonly now: number
  /** For rows that need an id of their own. */
  readonly newId: (prefix: 'pay' | 'ref' | 'rtn' | 'nte' | 'evt' | 'msg' | 'inv') => string
  /** Whether the shop issues invoices. */
  readonly isInvoiced?: boolean
  /** How long after a delivery the shopper may ask for a return; 0 for never. */
  readonly returnMs?: number
  /** The minor units of which the provider of a payment pays back only multiples; any amount if absent. */
  readonly refundStep?: (provider: string, currency: string) => number
}
