/**
 * Asks for the documents that an order lacks. Invariant: the order stores the numbers in the write that ends the debt, so
 * an answer that was lost only leads to the same call again.
 */
import type { InvoicesObject, IssuedDocuments } from '../../contract/rpc/invoices.ts'
import { saleOf } from '../../domain/order/sale.ts'
import type { RowsView } from '../../domain/rows.ts'

/** Null for a shop that issues no invoices. */
export type InvoicesPort = Pick<InvoicesObject, 'issue'> | null

/** The numbers that the order does not have yet. A shop that issues no invoices any more gives none. */
export async function missingDocuments(orderId: string, rows: RowsView, port: InvoicesPort): Promise<IssuedDocuments> {
  const sale = port && saleOf(orderId, rows)
  if (!port || !sale) return {}
  const issued = await port.issue(sale)
  return Object.fromEntries(Object.entries(issued).filter(([key]) => sale.known[key] === undefined))
}
