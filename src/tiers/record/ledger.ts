/** What a comparison of stock, orders and payments reads of the record, page by page, and where it writes its result. */
import type { Json, Lists } from '../../domain/copy.ts'
import type { OrderStatus } from '../../domain/order/transitions.ts'

export interface LedgerOrder {
  readonly id: string
  readonly status: OrderStatus | null
  /** Stock, cart or payment provider are still to be told something. */
  readonly settling: boolean
  readonly updatedAt: number
  readonly totalAmount: number | null
  /** All that was paid in and all that went back, for nothing or not. */
  readonly capturedAmount: number
  readonly refundedAmount: number
  /** Null when an outside edit left them unreadable. */
  readonly lists: Lists | null
}

export interface LedgerStock {
  readonly sku: string
  /** Of the product; null when there is no such product. */
  readonly onHand: number | null
  readonly objectOnHandInProducts: number | null
  readonly heldInProducts: number | null
  /** Of the stock's own copy, as are the next four. */
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
   * Orders on their way, which changed just now, or are settling or still to be placed and changed within the day:
   * units of their lines with this SKU, and how many of them the two sums count.
   */
  readonly moving: { readonly units: number; readonly sold: number; readonly held: number }
}

export interface LedgerStockQuery {
  readonly limit: number
  /** '' for the first page. */
  readonly afterSku: string
  /** Orders that changed then or later are on their way; milliseconds since 1970. */
  readonly since: number
  /** Those that settle, too, when they changed then or later. */
  readonly settlingSince: number
}

export interface LedgerRun {
  readonly ranAt: number
  /** Empty when all agree. */
  readonly differences: readonly Json[]
  readonly checked: Json
}

export type LedgerRunName = 'latest' | 'running'

export interface LedgerRecord {
  /** Live ones by id, those after this one; '' for the first. The last page is shorter than the limit. */
  ordersForLedger(limit: number, afterId: string): Promise<readonly LedgerOrder[]>
  /** The same of stock, by SKU, each page as of one moment. */
  stockForLedger(query: LedgerStockQuery): Promise<readonly LedgerStock[]>
  /** Those of the SKUs that have stock. */
  skusWithStock(skus: readonly string[]): Promise<ReadonlySet<string>>
  /** Replaces what was kept under this name: the last run that ended, or how far the present one is. */
  putLedgerRun(run: LedgerRun, name?: LedgerRunName): Promise<void>
  /** Null before the first one. */
  getLedgerRun(name?: LedgerRunName): Promise<LedgerRun | null>
}
