/** The messages that pages have sent and heard about one cart, and the end of its copies. */
import type { CartBody } from '../../../../src/contract/answers/cart.ts'
import type { CartMessage } from '../../../../src/contract/live/protocol.ts'

export interface Position {
  readonly epoch: number
  readonly version: number
}

/** The part of an operation that the checks read; all of it is compared. */
export interface SentOperation {
  readonly seq: number
  readonly type: string
  readonly sku?: string
  /** Begins with the SKU and `~`. */
  readonly lineId?: string
  readonly quantity?: number
}

export type Results = NonNullable<CartBody['results']>

export type Entry =
  | {
      readonly kind: 'opened'
      readonly at: number
      readonly socket: number
      readonly client: string | null
      readonly since: Position | null
    }
  | { readonly kind: 'sent'; readonly client: string | null; readonly operations: readonly SentOperation[] }
  | { readonly kind: 'heard'; readonly at: number; readonly socket: number; readonly message: CartMessage }
  | { readonly kind: 'answered'; readonly client: string; readonly results: Results }
  /** A whole cart in an answer over HTTP. */
  | { readonly kind: 'read'; readonly at: number; readonly position: Position; readonly items: CartBody['items'] }

export interface Line {
  readonly sku: string
  readonly quantity: number
  readonly selected: boolean
}

/** The end of the cart in one of its holders. */
export interface Copy {
  readonly holder: string
  readonly position: string
  readonly lines: readonly Line[]
}

export function textOf(lines: Iterable<Line>): string {
  return [...lines]
    .map(({ sku, quantity, selected }) => `${quantity} × ${sku}${selected ? '' : ' (not selected)'}`)
    .join(', ')
}

export function named({ epoch, version }: Position): string {
  return `${epoch}-${version}`
}
