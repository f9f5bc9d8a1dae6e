/** What shoppers and operators ask of the orders in the record. */
import type { LiveCopy } from '../../domain/copy.ts'
import type { OrderStatus } from '../../domain/order/transitions.ts'
import type { Page } from './record.ts'

export interface OrderQuery {
  /** Everybody's when it is not given. */
  readonly owner?: string
  /** One of these; without any, what never became an order (`holding`, `refused`) is left out. */
  readonly statuses?: readonly OrderStatus[]
  /** As people read it out, with its hyphens. */
  readonly number?: string
  /** Normalized. */
  readonly email?: string
  /** When the order was made: from inclusive, to exclusive; milliseconds since 1970. */
  readonly from?: number
  readonly to?: number
  readonly limit: number
  /** The `next` of the page before, of the same owner. */
  readonly after?: string
}

export interface OrderRecord {
  /**
   * Newest first; stable under paging. An order that an outside edit left unreadable is left out, and told by the
   * ledger check.
   */
  listOrders(query: OrderQuery): Promise<Page<LiveCopy>>
  /** Those of the ids that the lists of this owner show by now. */
  listedOrders(owner: string, ids: readonly string[]): Promise<ReadonlySet<string>>
}
