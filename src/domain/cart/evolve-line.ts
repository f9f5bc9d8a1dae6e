/** Turns an event on a line into changed rows. Pure. Clients run this part of `evolve` too. */
import type { Change, LineRows } from '../rows.ts'
import { ITEMS, type Line, REMOVED, SAVED } from './cart.ts'
import type { LineEvent } from './events.ts'
import { skuOf } from './line-id.ts'
import { dropLine, equalLine, lineById, putLine } from './line-rows.ts'

export function evolveLine(rows: LineRows, event: LineEvent): readonly Change[] {
  switch (event.type) {
    case 'line_set': {
      const { line } = event
      const set = putLine(rows, ITEMS, line)
      const removed = equalLine(rows, REMOVED, skuOf(line.lineId), line.attributes)
      return removed ? [set, ...dropLine(rows, REMOVED, removed.lineId)] : [set]
    }
    case 'line_removed': {
      const { lineId, at, restorable } = event
      const line = lineById(rows, ITEMS, lineId)
      const gone = dropLine(rows, ITEMS, lineId)
      return line && restorable ? [...gone, putLine(rows, REMOVED, { ...line, removedAt: at } as Line)] : gone
    }
    case 'removal_forgotten':
      return dropLine(rows, REMOVED, event.lineId)
    case 'saved_set':
      return [putLine(rows, SAVED, event.line)]
    case 'saved_dropped':
      return dropLine(rows, SAVED, event.lineId)
    case 'line_dropped':
      return dropLine(rows, ITEMS, event.lineId)
    default:
      return event satisfies never
  }
}
