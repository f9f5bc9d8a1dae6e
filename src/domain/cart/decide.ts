/**
 * `decide` turns a command on a cart into events or a refusal. Pure.
 * Invariant: a refused command has no events; no limit is passed by an addition.
 */
import { accept, refuse } from '../result.ts'
import type { RowsView } from '../rows.ts'
import { type Attributes, ITEMS, type Line, lines, MAX_LINES } from './cart.ts'
import { type CheckoutCommand, decideCheckout } from './checkout.ts'
import { type CouponCommand, decideCoupon } from './coupons.ts'
import type { CartDecision, CartFacts, LineName } from './decision.ts'
import type { CartEvent } from './events.ts'
import { mintLineId, skuOf } from './line-id.ts'
import { lineLimit, notSelectable, oneLine, overLimit } from './line-refusals.ts'
import { equalLine } from './line-rows.ts'
import { decideMerge, type MergeCommand } from './merge.ts'
import { forgetting, removal, restore } from './removed.ts'
import { move, save, unsave } from './saved.ts'

/** Quantities are integers, at least 1 in `add` and 0 in `set`; attributes are within their limits: the door checks. */
export type CartCommand =
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
  | { readonly type: 'forget' }
  | MergeCommand
  | CheckoutCommand
  | CouponCommand

/**
 * Decides on a command: events that `evolve` turns into changed rows, or a refusal.
 * @example
 * import { viewOf } from '../rows.ts'
 * import { decide } from './decide.ts'
 * import { evolve } from './evolve.ts'
 * const tea = { title: 'Tea', price: 450, image: null, labels: [] }
 * const facts = { now: 1_000, rank: 1, products: new Map([['tea', tea]]) }
 * const decision = decide(viewOf({}), { type: 'add', sku: 'tea', quantity: 2 }, facts)
 * const [event] = decision.ok ? decision.value : []
 * event.type // => 'line_set'
 * evolve(viewOf({}), event).map(({ list, key, value }) => [list, key, value.quantity]) // => [['items', 'tea', 2]]
 * decide(viewOf({}), { type: 'add', sku: 'milk', quantity: 1 }, facts).refusal.code // => 'unknown_sku'
 */
export function decide(rows: RowsView, command: CartCommand, facts: CartFacts): CartDecision {
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
    case 'forget':
      return accept(forgetting(rows, facts.now))
    case 'save':
      return save(rows, command.sku, facts)
    case 'move':
      return move(rows, command.sku, facts)
    case 'unsave':
      return unsave(rows, command.sku)
    case 'seal':
    case 'import':
    case 'merged':
      return accept(decideMerge(rows, command, facts))
    case 'add_coupon':
    case 'remove_coupon':
      return decideCoupon(rows, command, facts.now)
    default:
      return decideCheckout(rows, command, facts)
  }
}

function add(rows: RowsView, command: CartCommand & { type: 'add' }, facts: CartFacts): CartDecision {
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

function set(rows: RowsView, command: CartCommand & { type: 'set' }, facts: CartFacts): CartDecision {
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
  // Two lines become equal: the named one takes the units of the other, which ends.
  const joined: Line = {
    ...next,
    quantity: next.quantity + twin.quantity,
    selected: selected ?? (line.selected || twin.selected),
  }
  return put(rows, [line, twin], joined, [{ type: 'line_dropped', lineId: twin.lineId }])
}

/** @param before the lines whose place it takes */
function put(rows: RowsView, before: readonly Line[], line: Line, others: readonly CartEvent[] = []): CartDecision {
  return overLimit(rows, line, before) ?? accept([...others, { type: 'line_set', line }])
}

function select(rows: RowsView, command: CartCommand & { type: 'select' }, facts: CartFacts): CartDecision {
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
