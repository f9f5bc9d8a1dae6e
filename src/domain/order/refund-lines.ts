/**
 * What units of an order's lines are worth when they come back: their share of what the line paid, tax included. Pure.
 * Invariant: the refunds of a line's units, in whatever portions, sum to what was paid for the line.
 */
import { accept, type Result, refuse } from '../result.ts'
import type { RowsView } from '../rows.ts'
import type { OrderRefusal } from './decide.ts'
import { linesOf, type RefundLine, refundsOf } from './order.ts'

/** Minor units for the given units, or a refusal when a line has fewer left. */
export function worthOf(rows: RowsView, wanted: readonly RefundLine[]): Result<number, OrderRefusal> {
  const lines = new Map(linesOf(rows))
  const returned = new Map<string, number>()
  for (const [, { lines: before = [] }] of refundsOf(rows)) {
    for (const { sku, quantity } of before) returned.set(sku, (returned.get(sku) ?? 0) + quantity)
  }
  let worth = 0
  for (const { sku, quantity } of wanted) {
    const line = lines.get(sku)
    const already = returned.get(sku) ?? 0
    const left = line ? line.quantity - already : 0
    if (!line || quantity > left) {
      return refuse({ code: 'refund_limit', detail: `${left} units of ${sku} can still be refunded.` })
    }
    const { charged = line.lineTotal } = line
    worth += upTo(charged, already + quantity, line.quantity) - upTo(charged, already, line.quantity)
    returned.set(sku, already + quantity)
  }
  return accept(worth)
}

/** What the first units are worth together: exact for any amounts, and all of it for all units. */
function upTo(charged: number, units: number, of: number): number {
  return Number((BigInt(charged) * BigInt(units)) / BigInt(of))
}
