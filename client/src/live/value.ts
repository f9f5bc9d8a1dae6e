/** The live cart as it is shown. */
import type { Cart, CartLine, CartTotals, Money } from '../api.ts'
import type { Status } from './ports.ts'
import type { Attributes, Operation, Refusal } from './queue.ts'

export interface LiveLine {
  /** Names the line permanently, also before the server has given it an id. */
  readonly key: string
  readonly lineId: string
  readonly sku: string
  /** Null if only the SKU is known. */
  readonly title: string | null
  readonly image: string | null
  readonly quantity: number
  readonly selected: boolean
  readonly attributes: Attributes
  /** Whether operations on this line are not confirmed yet. */
  readonly pending: boolean
  /** The line as the server last sent it; null before that. Its amounts are for its own quantity. */
  readonly confirmed: CartLine | null
  readonly unitPrice: Money | null
  /** Null until the server has sent it; out of date while `pending`. */
  readonly lineTotal: Money | null
  /** The last operation on this line that was refused, until the next operation on it or `dismiss`. */
  readonly refusal: Refusal | null
}

export interface RemovedLiveLine {
  readonly key: string
  readonly lineId: string
  readonly sku: string
  readonly quantity: number
  readonly attributes: Attributes
}

export interface LiveCartValue {
  readonly status: Status
  /** True while the shown cart is ahead of the server; amounts are those of the last confirmed cart. */
  readonly pending: boolean
  readonly lines: readonly LiveLine[]
  readonly saved: readonly LiveLine[]
  readonly removed: readonly RemovedLiveLine[]
  /** The units of all lines, as shown. */
  readonly count: number
  /** The server's totals; null before the first answer. */
  readonly totals: CartTotals | null
  /** The last cart that the server has confirmed, with coupons and notices. */
  readonly confirmed: Cart | null
  readonly refusals: readonly Refusal[]
  /** The number of stored operations that are not confirmed yet. */
  readonly unsent: number
  /** With the status `refused`: the operations that `retryAll` sends again and `discard` deletes. */
  readonly offered: readonly Operation[]
  /** The code with which the server refuses the queue as a whole, or null. */
  readonly problem: string | null
}
