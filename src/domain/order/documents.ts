/**
 * The numbers of an order's invoice and credit notes, by the id of the order or of the refund. Pure.
 * Invariant: a number that is stored never changes. The numbering has frozen the document and keeps it.
 */
import type { Change, RowsView } from '../rows.ts'

const DOCUMENTS = 'documents'

export type OrderDocument = { readonly number: string; readonly at: number }

/** The invoice first, then the credit notes. */
export function documentsOf(rows: RowsView): readonly (readonly [key: string, document: OrderDocument])[] {
  // The cast: only `documentRows` writes this list.
  const all = [...(rows.entries(DOCUMENTS) as Iterable<readonly [string, OrderDocument]>)]
  return all.sort(([a], [b]) => (a < b ? -1 : 1))
}

/** The rows of the numbers, by the keys of their documents. */
export function documentRows(documents: { readonly [key: string]: OrderDocument }): readonly Change[] {
  return Object.entries(documents).map(([key, value]) => ({ list: DOCUMENTS, key, value }))
}
