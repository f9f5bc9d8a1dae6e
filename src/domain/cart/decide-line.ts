/**
 * Decides the commands on lines that a browser decides too, before the server has: add, set, remove, restore, save,
 * move. They need only the cart's own rows. Pure.
 * Invariant: a refused command has no events; an addition never exceeds a limit.
 */
import { accept, refuse } from '../result.ts'
import type { LineRows } from '../rows.ts'
import { type Attributes, ITEMS, type Line, MAX_LINES, MAX_QUANTITY } from './cart.ts'
import type { CartFacts, LineDecision, LineName } from './decision.ts'
import { mintLineId, skuOf } from './line-id.ts'
import { equalLine } from './line-rows.ts'
import { oneLine } from './named-line.ts'
import { removal, restore } from './removed.ts'
import { move, save } from './saved.ts'

/**
 * The contract's schemas have checked that quantities are integers (from 1 in `add`, from 0 in `set`), and attributes.
 */
export type LineCommand =
  | { readonly type: 'add'; readonly sku: string; readonly quantity: number; readonly attributes?: Attributes }
  | { readonly type: 'set'; readonly sku: LineName; readonly quantity?: number; readonly selected?: boolean }
  | { readonly type: 'remove' | 'restore' | 'save' | 'move'; readonly sku: LineName }

export function decideLine(rows: LineRows, command: LineCommand, facts: CartFacts): LineDecision {
  switch (command.type) {
    case 'add':
      return add(rows, command, facts)
    case 'set':
      return set(rows, command, facts)
    case 'remove': {
      const found = oneLine(rows, ITEMS, command.sku)
      return found.ok ? accept(removal(rows, [found.value], facts.now)) : found
    }
    case 'restore':
      return restore(rows, command.sku, facts)
    case 'save':
      return save(rows, command.sku, facts)
    case 'move':
      return move(rows, command.sku, facts)
    default:
      return command satisfies never
  }
}

function add(rows: LineRows, command: LineCommand & { type: 'add' }, facts: CartFacts): LineDecision {
  const { sku, quantity, attributes = {} } = command
  const product = facts.products.get(sku)
  if (!product) return refuse({ code: 'unknown_sku', name: sku })
  const line = equalLine(rows, ITEMS, sku, attributes)
  if (!line && rows.size(ITEMS) >= MAX_LINES) return refuse({ code: 'line_limit' })
  const base: Line = line ?? {
    lineId: mintLineId(sku, facts),
    quantity: 0,
    selected: true,
    attributes,
    ...product,
    addedAt: facts.now,
    updatedAt: facts.now,
    rank: facts.rank,
  }
  return put({ ...base, quantity: base.quantity + quantity, updatedAt: facts.now })
}

function set(rows: LineRows, command: LineCommand & { type: 'set' }, facts: CartFacts): LineDecision {
  const { quantity, selected } = command
  const found = oneLine(rows, ITEMS, command.sku)
  if (!found.ok) return found
  const line = found.value
  if (quantity === 0) return accept(removal(rows, [line], facts.now))
  const sku = skuOf(line.lineId)
  if (selected && facts.products.get(sku) === null) return refuse({ code: 'not_selectable', name: sku })
  return put({
    ...line,
    quantity: quantity ?? line.quantity,
    selected: selected ?? line.selected,
    updatedAt: facts.now,
  })
}

function put(line: Line): LineDecision {
  return line.quantity > MAX_QUANTITY ? refuse({ code: 'quantity_limit' }) : accept([{ type: 'line_set', line }])
}
