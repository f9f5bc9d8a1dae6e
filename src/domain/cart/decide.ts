/**
 * What a command does to a cart: `decide` turns it into events or a refusal. Pure.
 * Invariant: a refused command has no events; no limit is passed by an addition.
 */
import { accept, type Result, refuse } from '../result.ts'
import type { RowsView } from '../rows.ts'
import {
  type Attributes,
  ITEMS,
  type Line,
  lengthOf,
  lineOf,
  lines,
  MAX_LENGTH,
  MAX_LINES,
  MAX_QUANTITY,
  MAX_REMOVED,
  type ProductFacts,
  RESTORABLE_MS,
  removedLineOf,
  removedLines,
} from './cart.ts'
import { type CheckoutCommand, type CheckoutRefusal, decideCheckout } from './checkout.ts'
import { type CouponCommand, type CouponRefusal, decideCoupon } from './coupons.ts'
import type { CartEvent } from './evolve.ts'
import { decideMerge, type MergeCommand } from './merge.ts'
import { move, save, unsave } from './saved.ts'

/** Quantities are integers, at least 1 in `add` and 0 in `set`; attributes are within their limits: the door checks. */
export type CartCommand =
  | { readonly type: 'add'; readonly sku: string; readonly quantity: number; readonly attributes?: Attributes }
  | {
      readonly type: 'set'
      readonly sku: string
      readonly quantity?: number
      readonly selected?: boolean
      readonly attributes?: Attributes
    }
  | { readonly type: 'remove'; readonly sku: string }
  | { readonly type: 'restore'; readonly sku: string }
  | { readonly type: 'select'; readonly selected: boolean; readonly skus?: readonly string[] }
  | { readonly type: 'clear' }
  | { readonly type: 'forget' }
  | { readonly type: 'save' | 'move' | 'unsave'; readonly sku: string }
  | MergeCommand
  | CheckoutCommand
  | CouponCommand

export type CartRefusalCode =
  | 'unknown_sku'
  | 'line_not_found'
  | 'line_limit'
  | 'saved_limit'
  | 'quantity_limit'
  | 'cart_too_large'
  | 'not_restorable'
  | 'not_selectable'
  | CheckoutRefusal['code']
  | CouponRefusal['code']

export interface CartRefusal {
  readonly code: CartRefusalCode
  readonly detail: string
}

export interface CartFacts {
  readonly now: number
  /** Greater than the rank of any line, and of any command before this one. */
  readonly rank: number
  /** The products that the command names; null for one that does not exist or is not for sale. */
  readonly products: ReadonlyMap<string, ProductFacts | null>
}

export type CartDecision = Result<readonly CartEvent[], CartRefusal>

export function decide(rows: RowsView, command: CartCommand, facts: CartFacts): CartDecision {
  switch (command.type) {
    case 'add':
      return add(rows, command, facts)
    case 'set':
      return set(rows, command, facts)
    case 'remove':
      return lineOf(rows, command.sku) ? accept(removal(rows, [command.sku], facts.now)) : notFound(command.sku)
    case 'restore':
      return restore(rows, command.sku, facts)
    case 'select':
      return select(rows, command, facts)
    case 'clear':
      return accept(
        removal(
          rows,
          lines(rows).map(([sku]) => sku),
          facts.now,
        ),
      )
    case 'forget':
      return accept(
        removedLines(rows)
          .filter(([, line]) => line.removedAt + RESTORABLE_MS <= facts.now)
          .map(([sku]) => ({ type: 'removal_forgotten', sku })),
      )
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

export function notFound(sku: string): CartDecision {
  return refuse({ code: 'line_not_found', detail: `The cart has no line for ${sku}.` })
}

function add(rows: RowsView, command: CartCommand & { type: 'add' }, facts: CartFacts): CartDecision {
  const { sku, quantity, attributes } = command
  const product = facts.products.get(sku)
  if (!product) return refuse({ code: 'unknown_sku', detail: `There is no product ${sku}.` })
  const line = lineOf(rows, sku)
  if (!line && rows.size(ITEMS) >= MAX_LINES) {
    return refuse({ code: 'line_limit', detail: `A cart holds at most ${MAX_LINES} lines.` })
  }
  const base: Line = line ?? {
    quantity: 0,
    selected: true,
    attributes: {},
    ...product,
    addedAt: facts.now,
    updatedAt: facts.now,
    rank: facts.rank,
  }
  return put(rows, sku, line, {
    ...base,
    quantity: base.quantity + quantity,
    attributes: attributes ?? base.attributes,
    updatedAt: facts.now,
  })
}

function set(rows: RowsView, command: CartCommand & { type: 'set' }, facts: CartFacts): CartDecision {
  const { sku, quantity, selected, attributes } = command
  const line = lineOf(rows, sku)
  if (!line) return notFound(sku)
  if (quantity === 0) return accept(removal(rows, [sku], facts.now))
  if (selected && facts.products.get(sku) === null) return notSelectable(sku)
  return put(rows, sku, line, {
    ...line,
    quantity: quantity ?? line.quantity,
    selected: selected ?? line.selected,
    attributes: attributes ?? line.attributes,
    updatedAt: facts.now,
  })
}

function put(rows: RowsView, sku: string, before: Line | undefined, line: Line): CartDecision {
  return overLimit(rows, line, before ? [before] : []) ?? accept([{ type: 'line_set', sku, line }])
}

/** Why the line is too much, when it takes the place of those `before`; null when it is not. */
export function overLimit(rows: RowsView, line: Line, before: readonly Line[]) {
  if (line.quantity > MAX_QUANTITY) {
    return refuse({ code: 'quantity_limit' as const, detail: `A line holds at most ${MAX_QUANTITY} units.` })
  }
  const grown = before.reduce((left, each) => left - lengthOf(each), lengthOf(line))
  if (grown > 0 && rows.length + grown > MAX_LENGTH) {
    return refuse({ code: 'cart_too_large' as const, detail: 'The cart has no room for more attributes or lines.' })
  }
  return null
}

function restore(rows: RowsView, sku: string, facts: CartFacts): CartDecision {
  const removed = removedLineOf(rows, sku)
  if (!removed || removed.removedAt + RESTORABLE_MS <= facts.now) {
    return refuse({ code: 'not_restorable', detail: `${sku} was not removed within the last 24 hours.` })
  }
  if (rows.size(ITEMS) >= MAX_LINES) {
    return refuse({ code: 'line_limit', detail: `A cart holds at most ${MAX_LINES} lines.` })
  }
  const { removedAt: _, ...line } = removed
  return accept([{ type: 'line_set', sku, line: { ...line, updatedAt: facts.now } }])
}

function select(rows: RowsView, command: CartCommand & { type: 'select' }, facts: CartFacts): CartDecision {
  const { selected, skus } = command
  const events: CartEvent[] = []
  for (const sku of skus ? new Set(skus) : lines(rows).map(([key]) => key)) {
    const line = lineOf(rows, sku)
    if (!line) return notFound(sku)
    if (selected && facts.products.get(sku) === null) return notSelectable(sku)
    if (line.selected !== selected) {
      events.push({ type: 'line_set', sku, line: { ...line, selected, updatedAt: facts.now } })
    }
  }
  return accept(events)
}

function notSelectable(sku: string): CartDecision {
  return refuse({ code: 'not_selectable', detail: `${sku} is no longer for sale.` })
}

/** Removes lines softly; what exceeds the restorable lines is forgotten, the oldest first. */
function removal(rows: RowsView, skus: readonly string[], now: number): CartEvent[] {
  const forgotten = removedLines(rows)
    .slice(Math.max(0, MAX_REMOVED - skus.length))
    .map(([sku]): CartEvent => ({ type: 'removal_forgotten', sku }))
  const kept = Math.max(0, skus.length - MAX_REMOVED)
  return [
    ...forgotten,
    ...skus.map((sku, index): CartEvent => ({ type: 'line_removed', sku, at: now, restorable: index >= kept })),
  ]
}
