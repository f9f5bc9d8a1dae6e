/**
 * Decides commands on lines: add, set, remove, restore, save, select. They need only the cart's own rows, so that a
 * client can decide them too, before the server has. Pure.
 * Invariant: a refused command has no events; an addition never exceeds a limit.
 */
import { accept, refuse } from '../result.ts'
import type { RowsView } from '../rows.ts'
import { type Attributes, ITEMS, type Line, lines, MAX_LINES } from './cart.ts'
import type { CartFacts, LineDecision, LineName } from './decision.ts'
import type { LineEvent } from './events.ts'
import { mintLineId, skuOf } from './line-id.ts'
import { lineLimit, notSelectable, oneLine, overLimit } from './line-refusals.ts'
import { equalLine } from './line-rows.ts'
import { removal, restore } from './removed.ts'
import { move, save, unsave } from './saved.ts'

/**
 * The contract's schemas have checked that quantities are integers (from 1 in `add`, from 0 in `set`), and attributes.
 */
export type LineCommand =
  | { readonly type: 'add'; readonly sku: string; readonly quantity: number; readonly attributes?: Attributes }
  | {
      readonly type: 'set'
      readonly sku: LineName
      readonly quantity?: number
      readonly selected?: boolean
      readonly attributes?: Attributes
    }
  | { readonly type: 'remove' | 'restore' | 'save' | 'move' | 'unsave'; readonly sku: LineName }
  | { readonly type: 'select'; readonly selected: boolean; readonly skus?: readonly LineName[] }
  | { readonly type: 'clear' }

export function decideLine(rows: RowsView, command: LineCommand, facts: CartFacts): LineDecision {
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
    case 'select':
      return select(rows, command, facts)
    case 'clear':
      return accept(removal(rows, allLines(rows), facts.now))
    case 'save':
      return save(rows, command.sku, facts)
    case 'move':
      return move(rows, command.sku, facts)
    case 'unsave':
      return unsave(rows, command.sku)
    default:
      return command satisfies never
  }
}

function add(rows: RowsView, command: LineCommand & { type: 'add' }, facts: CartFacts): LineDecision {
  const { sku, quantity, attributes = {} } = command
  const product = facts.products.get(sku)
  if (!product) return refuse({ code: 'unknown_sku', detail: `The product ${sku} does not exist.` })
  const line = equalLine(rows, ITEMS, sku, attributes)
  if (!line && rows.size(ITEMS) >= MAX_LINES) return lineLimit()
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
  return put(rows, line ? [line] : [], { ...base, quantity: base.quantity + quantity, updatedAt: facts.now })
}

function set(rows: RowsView, command: LineCommand & { type: 'set' }, facts: CartFacts): LineDecision {
  const { quantity, selected, attributes } = command
  const found = oneLine(rows, ITEMS, command.sku)
  if (!found.ok) return found
  const line = found.value
  if (quantity === 0) return accept(removal(rows, [line], facts.now))
  const sku = skuOf(line.lineId)
  if (selected && facts.products.get(sku) === null) return notSelectable(sku)
  const next: Line = {
    ...line,
    quantity: quantity ?? line.quantity,
    selected: selected ?? line.selected,
    attributes: attributes ?? line.attributes,
    updatedAt: facts.now,
  }
  const twin = attributes && equalLine(rows, ITEMS, sku, attributes)
  if (!twin || twin.lineId === line.lineId) return put(rows, [line], next)
  // The change makes two lines equal: the named one takes the units of the other, and the other is dropped.
  const joined: Line = {
    ...next,
    quantity: next.quantity + twin.quantity,
    selected: selected ?? (line.selected || twin.selected),
  }
  return put(rows, [line, twin], joined, [{ type: 'line_dropped', lineId: twin.lineId }])
}

/** @param before the lines that the new line replaces */
function put(rows: RowsView, before: readonly Line[], line: Line, others: readonly LineEvent[] = []): LineDecision {
  return overLimit(rows, line, before) ?? accept([...others, { type: 'line_set', line }])
}

function select(rows: RowsView, command: LineCommand & { type: 'select' }, facts: CartFacts): LineDecision {
  const { selected, skus } = command
  const chosen = new Map<string, Line>()
  for (const name of skus ?? []) {
    const found = oneLine(rows, ITEMS, name)
    if (!found.ok) return found
    const line = found.value
    const sku = skuOf(line.lineId)
    if (selected && facts.products.get(sku) === null) return notSelectable(sku)
    chosen.set(line.lineId, line)
  }
  const all = skus ? [...chosen.values()] : allLines(rows)
  const changed = all.filter((line) => line.selected !== selected)
  return accept(changed.map((line) => ({ type: 'line_set', line: { ...line, selected, updatedAt: facts.now } })))
}

function allLines(rows: RowsView): Line[] {
  return lines(rows).map(([, line]) => line)
}
