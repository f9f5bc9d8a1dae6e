/**
 * Changes the attributes of a line, beside its quantity and selection. Pure.
 * Invariant: if the change makes two lines equal, the named one takes the units of the other, and the other is dropped.
 */
import { accept, refuse } from '../result.ts'
import type { LineRows } from '../rows.ts'
import { type Attributes, ITEMS, type Line, MAX_QUANTITY } from './cart.ts'
import { decideLine, type LineCommand } from './decide-line.ts'
import type { CartFacts, LineDecision } from './decision.ts'
import { skuOf } from './line-id.ts'
import { equalLine } from './line-rows.ts'
import { oneLine } from './named-line.ts'

export function setAttributes(
  rows: LineRows,
  command: LineCommand & { type: 'set' },
  attributes: Attributes,
  facts: CartFacts,
): LineDecision {
  const found = oneLine(rows, ITEMS, command.sku)
  const decision = decideLine(rows, command, facts)
  if (!found.ok || !decision.ok) return decision
  const [event] = decision.value
  // A quantity of 0 removes the line.
  if (event?.type !== 'line_set') return decision
  const line = found.value
  const next: Line = { ...event.line, attributes }
  const twin = equalLine(rows, ITEMS, skuOf(line.lineId), attributes)
  if (!twin || twin.lineId === line.lineId) return accept([{ type: 'line_set', line: next }])
  const joined: Line = {
    ...next,
    quantity: next.quantity + twin.quantity,
    selected: command.selected ?? (line.selected || twin.selected),
  }
  if (joined.quantity > MAX_QUANTITY) return refuse({ code: 'quantity_limit' })
  return accept([
    { type: 'line_dropped', lineId: twin.lineId },
    { type: 'line_set', line: joined },
  ])
}
