/**
 * The events that a change of the units of a SKU owes to the public stream.
 * Invariant: an event reports that the available units crossed a threshold, so a sale that crosses none owes nothing,
 * and the first reading of a record reports nothing.
 */
import type { OwedEvent } from '../outbox.ts'
import type { Change, RowsView } from '../rows.ts'
import { availableOf, isKnown, ME, onHandOf, TOTALS, type Totals, totalsOf } from './stock.ts'

export type StockEvent = 'stock.low' | 'stock.out' | 'stock.back'

/**
 * @param rows the rows before the changes
 * @param lowUnits this many available units or fewer are low
 */
export function owedBy(rows: RowsView, changes: readonly Change[], lowUnits: number): readonly OwedEvent<StockEvent>[] {
  const change = changes.findLast(({ list, key }) => list === TOTALS && key === ME)
  if (!change || !isKnown(rows)) return []
  // The cast: the list has one row of one type.
  const after = change.value as Totals
  const type = crossing(availableOf(totalsOf(rows)), availableOf(after), lowUnits)
  const data = { available: availableOf(after), onHand: onHandOf(after), lowUnits }
  return type ? [{ to: 'events', type, data }] : []
}

function crossing(from: number, to: number, lowUnits: number): StockEvent | null {
  if (to === 0) return from > 0 ? 'stock.out' : null
  if (from === 0) return 'stock.back'
  return from > lowUnits && to <= lowUnits ? 'stock.low' : null
}
