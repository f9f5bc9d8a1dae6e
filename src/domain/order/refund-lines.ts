/**
 * Finds the lines of the units that a refund names, and computes their worth: the same share of the amount that was
 * charged for the line, with its tax. Pure.
 * Invariant: refunds of all units of a line, however they are divided, sum to the amount that was charged for the line.
 * Each but the last is a multiple of the step in which the payment's provider pays back.
 */
import { accept, type Result } from '../result.ts'
import type { RowsView } from '../rows.ts'
import type { OrderRefusal } from './decision.ts'
import { lineIdOf, linesOf, type RefundLine, refundsOf } from './order.ts'
import { type NamedUnits, namedUnits, refundedLineId } from './units.ts'

export interface UnitsBack {
  readonly lines: readonly RefundLine[]
  /** Minor units. */
  readonly worth: number
  /** Whether all units of the order are returned after this refund. */
  readonly isAll: boolean
}

/**
 * Refuses a SKU with several lines, and more units than the line has left.
 * @param step minor units
 */
export function unitsBack(rows: RowsView, wanted: readonly NamedUnits[], step = 1): Result<UnitsBack, OrderRefusal> {
  const all = linesOf(rows)
  const lines = all.map(([sku, line]) => ({ ...line, sku, lineId: lineIdOf({ ...line, sku }) }))
  const returned = new Map<string, number>()
  for (const line of refundsOf(rows).flatMap(([, refund]) => refund.lines ?? [])) {
    const lineId = refundedLineId(all, line)
    returned.set(lineId, (returned.get(lineId) ?? 0) + line.quantity)
  }
  const leftOf = (line: (typeof lines)[number]) => line.quantity - (returned.get(line.lineId) ?? 0)
  const found = namedUnits(lines, wanted, leftOf, (left, name) => {
    return { code: 'refund_limit', detail: `At most ${left} units of ${name} can still be refunded.` }
  })
  if (!found.ok) return found
  const named: RefundLine[] = []
  let worth = 0
  for (const [{ sku, lineId, quantity: of, lineTotal, charged = lineTotal }, quantity] of found.value) {
    const already = returned.get(lineId) ?? 0
    const its = upTo(charged, already + quantity, of, step) - upTo(charged, already, of, step)
    worth += its
    returned.set(lineId, already + quantity)
    named.push({ sku, lineId, quantity, worth: its })
  }
  const isAll = lines.every((line) => leftOf(line) === 0)
  return accept({ lines: named, worth, isAll })
}

/**
 * The worth of the first `units` of `of` units, rounded down to the step; exact for any amounts, and the whole amount
 * for all units.
 */
function upTo(charged: number, units: number, of: number, step: number): number {
  const exact = Number((BigInt(charged) * BigInt(units)) / BigInt(of))
  return units === of ? exact : exact - (exact % step)
}
