/**
 * The data that a comparison of stock, orders and payments reads from the record, page by page.
 */
import type { Lists } from '../../domain/copy.ts'
import type { OrderStatus } from '../../domain/order/transitions.ts'

export interface LedgerOrder {
  readonly id: string
  readonly status: OrderStatus | null
  /** True while the order has an open duty at stock, cart or payment provider. */
  readonly settling: boolean
  readonly updatedAt: number
  readonly totalAmount: number | null
  /** Everything paid in; `refundedAmount` is everything paid back. Both include stray payments. */
  readonly capturedAmount: number
  readonly refundedAmount: number
  /** Null when an outside edit left the lists unreadable. */
  readonly lists: Lists | null
}

export interface LedgerStock {
  readonly sku: string
  /** The product's units on hand; null when the product does not exist. */
  readonly onHand: number | null
  readonly objectOnHandInProducts: number | null
  readonly heldInProducts: number | null
  /** This field and the next four come from the stock's own copy. */
  readonly own: number
  readonly outside: number
  readonly held: number
  readonly sold: number
  readonly received: number
  readonly updatedAt: number
  /** Sums over all lines of orders. */
  readonly unitsSoldByOrders: number
  readonly unitsHeldByOrders: number
  /**
   * Orders in flight: they changed just now, or they are settling or not yet placed and changed within the day. Counts
   * units of their lines with this SKU, and how many of these units the two sums include.
   */
  readonly moving: { readonly units: number; readonly sold: number; readonly held: number }
}

export interface LedgerStockQuery {
  readonly limit: number
  /** '' for the first page. */
  readonly afterSku: string
  /** Orders that changed at or after this time count as in flight; milliseconds since 1970. */
  readonly since: number
  /** Settling orders count as in flight when they changed at or after this time. */
  readonly settlingSince: number
}

export interface LedgerRecord {
  /**
   * Live orders in order of id, those after `afterId`; '' for the first page. The last page is shorter than the limit.
   */
  ordersForLedger(limit: number, afterId: string): Promise<readonly LedgerOrder[]>
  /** Stock in order of SKU, paged like orders; each page shows one moment. */
  stockForLedger(query: LedgerStockQuery): Promise<readonly LedgerStock[]>
  /** Returns the given SKUs that have stock. */
  skusWithStock(skus: readonly string[]): Promise<ReadonlySet<string>>
}
