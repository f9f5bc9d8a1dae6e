/** Selects lines for the checkout, or takes them out of it. Pure. */
import { accept, refuse } from '../result.ts'
import type { LineRows } from '../rows.ts'
import { ITEMS, type Line, lines } from './cart.ts'
import type { CartFacts, LineDecision, LineName } from './decision.ts'
import { skuOf } from './line-id.ts'
import { oneLine } from './named-line.ts'

export interface SelectCommand {
  readonly type: 'select'
  readonly selected: boolean
  /** All lines if absent. */
  readonly skus?: readonly LineName[]
}

export function select(rows: LineRows, command: SelectCommand, facts: CartFacts): LineDecision {
  const { selected, skus } = command
  const chosen = new Map<string, Line>()
  for (const name of skus ?? []) {
    const found = oneLine(rows, ITEMS, name)
    if (!found.ok) return found
    const line = found.value
    const sku = skuOf(line.lineId)
    if (selected && facts.products.get(sku) === null) return refuse({ code: 'not_selectable', name: sku })
    chosen.set(line.lineId, line)
  }
  const all = skus ? [...chosen.values()] : lines(rows).map(([, line]) => line)
  const changed = all.filter((line) => line.selected !== selected)
  return accept(changed.map((line) => ({ type: 'line_set', line: { ...line, selected, updatedAt: facts.now } })))
}
