/**
 * Lines that come from another cart. Their ranks are not comparable with this cart's, and their ids may be taken. Pure.
 */
import type { RowsView } from '../rows.ts'
import { ITEMS, type Line, type LineEntry, REMOVED, SAVED } from './cart.ts'
import { checkouts } from './checkout-rows.ts'
import { mintLineId } from './line-id.ts'
import { lineById } from './line-rows.ts'

/** The other cart's object may run an earlier version, whose lines have no ids. */
export type ForeignLine = readonly [sku: string, line: Omit<Line, 'lineId'> & { readonly lineId?: string }]

/**
 * Ranks the lines after those of this cart, in their order. Each keeps its id unless a line of this cart has the same
 * id.
 * @param first makes the ids of several lists within one write different
 */
export function settled(
  rows: RowsView,
  lines: readonly ForeignLine[],
  { now, rank }: { readonly now: number; readonly rank: number },
  first: number,
): readonly LineEntry[] {
  const away = new Set(checkouts(rows).flatMap(([, checkout]) => checkout.lines.map(([, { lineId }]) => lineId)))
  const isTaken = (lineId: string) =>
    away.has(lineId) || [ITEMS, SAVED, REMOVED].some((list) => lineById(rows, list, lineId) !== undefined)
  return lines.map(([sku, line], place) => {
    const { lineId } = line
    const isFree = lineId !== undefined && !isTaken(lineId)
    const ownId = isFree ? lineId : mintLineId(sku, { now, rank }, first + place)
    return [sku, { ...line, lineId: ownId, rank: rank + (place + 1) / (lines.length + 2) }]
  })
}
