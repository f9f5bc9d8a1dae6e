/** Makes the order that the worker receives, from its rows or from a copy of them. */

import type { OrderView } from '../../contract/rpc/order.ts'
import { documentsOf } from '../../domain/order/documents.ts'
import { contactOf, historyOf, linesOf, orderOf, paymentsOf, refundsOf } from '../../domain/order/order.ts'
import { returnsOf } from '../../domain/order/return.ts'
import { shipmentsOf } from '../../domain/order/shipment.ts'
import { isListed } from '../../domain/order/transitions.ts'
import type { Position } from '../../domain/position.ts'
import type { RowsView } from '../../domain/rows.ts'

/** Null when the order was never placed. */
export function viewOf(
  id: string,
  { rows, position, updatedAt }: { readonly rows: RowsView; readonly position: Position; readonly updatedAt: number },
): OrderView | null {
  const order = orderOf(rows)
  if (!order || !isListed(order.status)) return null
  const { owner, status, currency, totals, shippingOption, createdAt, expiresAt } = order
  const { shipping = null, couponCodes = [] } = order
  return {
    id,
    ...{ owner, status, currency, totals, shippingOption, shipping, couponCodes, createdAt, expiresAt, updatedAt },
    epoch: position.epoch,
    version: position.version,
    lines: linesOf(rows),
    contact: contactOf(rows) ?? null,
    history: historyOf(rows),
    payments: paymentsOf(rows),
    refunds: refundsOf(rows),
    shipments: shipmentsOf(rows),
    documents: documentsOf(rows),
    returns: returnsOf(rows),
  }
}
