/**
 * Checks that an order has the numbers of its invoice and of its credit notes. Pure.
 * Orders that were paid before the shop issued its first document get theirs when somebody asks for one.
 */
import { saleOf } from '../order/sale.ts'
import { viewOf } from '../rows.ts'
import { compareWith, type Difference } from './difference.ts'
import type { OrderFigures } from './orders.ts'

/**
 * Call it only for an order that is not in flight, because an order may still wait for its numbers.
 * @param since when the shop issued its first document; null if it issues none
 */
export function documentDifferences({ id, lists }: OrderFigures, since: number | null): readonly Difference[] {
  if (since === null) return []
  try {
    const sale = saleOf(id, viewOf(lists ?? {}))
    if (!sale) return []
    const compare = compareWith(`order:${id}`)
    const lacks = (key: string, at: number) => at >= since && sale.known[key] === undefined
    return [
      ...(lacks(id, sale.paidAt) ? compare('order_invoice', 'numbered', null) : []),
      ...sale.refunds.flatMap((refund) =>
        lacks(refund.id, refund.at) ? compare('order_credit_note', refund.id, null) : [],
      ),
    ]
  } catch {
    // The check of the order itself reports unreadable rows.
    return []
  }
}

/** @param number one that no document has, although a later one of its series has been given */
export function numberMissing(number: string): readonly Difference[] {
  return compareWith(`invoice:${number}`)('invoice_missing', 'numbered', null)
}
