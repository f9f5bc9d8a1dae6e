/**
 * Finds the lines of the units that a refund names, and computes their worth: the same share of the amount that was
 * charged for the line, with its tax. Pure.
 * Invariant: refunds of all units of a line, however they are divided, sum to the amount that was charged for the line.
 */
import { accept, type Result, refuse } from '../result.ts'
import type { RowsView } from '../rows.ts'
import type { OrderRefusal } from './decision.ts'
import { lineIdOf, linesOf, type OrderLine, type RefundLine, refundsOf } from './order.ts'

/** Units of a line; `sku` is its SKU or its lineId. */
export interface NamedUnits {
  readonly sku: string
  readonly quantity: number
}

export interface UnitsBack {
  readonly lines: readonly RefundLine[]
  /** Minor units. */
  readonly worth: number
  /** Whether all units of the order are returned after this refund. */
  readonly isAll: boolean
}

type Lines = readonly (readonly [sku: string, line: Pick<OrderLine, 'lineId'>])[]

/** Refunds of an earlier version have no lineId: they refer to the last line of their SKU. */
export function refundedLineId(lines: Lines, { sku, lineId }: Pick<RefundLine, 'sku' | 'lineId'>): string {
  return lineId ?? lineIdOf({ ...lines.findLast(([its]) => its === sku)?.[1], sku })
}

/** Refuses a SKU with several lines, and more units than the line has left. */
export function unitsBack(rows: RowsView, wanted: readonly NamedUnits[]): Result<UnitsBack, OrderRefusal> {
  const lines = linesOf(rows).map(([sku, line]) => ({ ...line, sku, lineId: lineIdOf({ ...line, sku }) }))
  const returned = new Map<string, number>()
  for (const [, { lines: before = [] }] of refundsOf(rows)) {
    for (const line of before) {
      const lineId = refundedLineId(linesOf(rows), line)
      returned.set(lineId, (returned.get(lineId) ?? 0) + line.quantity)
    }
  }
  const named: RefundLine[] = []
  let worth = 0
  for (const { sku: name, quantity } of wanted) {
    const found = lines.filter(({ sku, lineId }) => name === sku || name === lineId)
    const [line] = found
    if (found.length > 1) {
      const detail = `The order has ${found.length} lines of ${name}. Name one of them by its lineId.`
      return refuse({ code: 'ambiguous_line', detail, lineIds: found.map(({ lineId }) => lineId) })
    }
    const already = line ? (returned.get(line.lineId) ?? 0) : 0
    const left = line ? line.quantity - already : 0
    if (!line || quantity > left) {
      return refuse({ code: 'refund_limit', detail: `At most ${left} units of ${name} can still be refunded.` })
    }
    const { sku, lineId, charged = line.lineTotal } = line
    worth += upTo(charged, already + quantity, line.quantity) - upTo(charged, already, line.quantity)
    returned.set(lineId, already + quantity)
    named.push({ sku, lineId, quantity })
  }
  const isAll = lines.every(({ lineId, quantity }) => returned.get(lineId) === quantity)
  return accept({ lines: named, worth, isAll })
}

/** Units by SKU that refunds have put back into stock or will put back. */
export function unitsPutBack(rows: RowsView): ReadonlyMap<string, number> {
  const units = new Map<string, number>()
  for (const [, { lines = [], restock }] of refundsOf(rows)) {
    if (restock === undefined) continue
    for (const { sku, quantity } of lines) units.set(sku, (units.get(sku) ?? 0) + quantity)
  }
  return units
}

/**
 * The worth of the first `units` of `of` units, rounded down; exact for any amounts, and the whole amount for all
 * units.
 */
function upTo(charged: number, units: number, of: number): number {
  return Number((BigInt(charged) * BigInt(units)) / BigInt(of))
}
