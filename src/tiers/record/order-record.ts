/** Queries of shoppers and operators about the orders in the record. */
import type { LiveCopy } from '../../domain/copy.ts'
import type { OpenReturnState } from '../../domain/order/return.ts'
import type { OrderStatus } from '../../domain/order/transitions.ts'
import type { Page } from './entries.ts'

export interface OrderQuery {
  /** All owners when absent. */
  readonly owner?: string
  /** Orders with one of these statuses; when absent, all orders except `holding` and `refused`. */
  readonly statuses?: readonly OrderStatus[]
  /** Orders with a return in one of these states. Together with `statuses`, the walk has no bound. */
  readonly returns?: readonly OpenReturnState[]
  /** The order number with its hyphens. */
  readonly number?: string
  /** Normalized. */
  readonly email?: string
  /** The account that has `email`, when one has it: its orders count as orders with the address. */
  readonly account?: string
  /** Only orders with a line of this product. Without number, owner or e-mail, a page may be short but not the last. */
  readonly sku?: string
  /** When the order was made: `from` inclusive, `to` exclusive; milliseconds since 1970. */
  readonly from?: number
  readonly to?: number
  readonly limit: number
  /** `next` of the page before, for the same owner. */
  readonly after?: string
}

export interface OrderRecord {
  /** The id of the newest listed order of each of these numbers that has one. */
  orderIdsByNumber(numbers: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Newest first; stable under paging. Leaves out orders that an outside edit broke; the ledger check reports them. */
  listOrders(query: OrderQuery): Promise<Page<LiveCopy>>
  /** Returns the given ids that the lists of this owner already show. */
  listedOrders(owner: string, ids: readonly string[]): Promise<ReadonlySet<string>>
}
