/**
 * The cart as the shopper sees it: the confirmed cart with the pending operations applied by the server's own rules.
 * Pure.
 * Invariant: every amount of money comes from the server; it is marked while pending operations may change it.
 */
import {
  ITEMS,
  type Line,
  lines,
  REMOVED,
  RESTORABLE_MS,
  removedLines,
  SAVED,
  savedLines,
} from '../../../src/domain/cart/cart.ts'
import { decideLine, type LineCommand } from '../../../src/domain/cart/decide-line.ts'
import type { LineDecision } from '../../../src/domain/cart/decision.ts'
import { evolveLine } from '../../../src/domain/cart/evolve-line.ts'
import { furtherKey, skuOf } from '../../../src/domain/cart/line-id.ts'
import { equalLine, lineById } from '../../../src/domain/cart/line-rows.ts'
import type { Json, Lists } from '../../../src/domain/copy.ts'
import { rowsOf } from '../../../src/domain/rows.ts'
import type { Cart, CartLine } from '../api.ts'
import { lostOperations } from './lost.ts'
import type { Confirmed, Status, Wire } from './ports.ts'
import { isSameLine, keyOf, type Operation, type Queue } from './queue.ts'
import type { LiveCartValue, LiveLine } from './value.ts'

/** Texts and prices of a line are never read from its row: they come from the confirmed lines and from the hints. */
const UNKNOWN = { title: '', price: 0, image: null, labels: [] }

/** Lines that the server has not confirmed come after all others. */
const FIRST_LOCAL_RANK = 1_000_000

export interface Overlay {
  readonly lists: Lists
  /** By key of a line: its last pending addition, which has the hints; otherwise another pending operation. */
  readonly pending: ReadonlyMap<string, Operation>
}

/** Replays the operations over the confirmed cart; those that the rules refuse change nothing. */
export function overlay(confirmed: Confirmed | null, operations: readonly Operation[]): Overlay {
  let lists = listsOf(confirmed?.cart ?? null)
  const pending = new Map<string, Operation>()
  for (const operation of operations) {
    const key = keyOf(operation.target)
    if (operation.type === 'add' || !pending.has(key)) pending.set(key, operation)
    const decision = decideOn(lists, operation)
    if (!decision.ok) continue
    for (const event of decision.value) {
      for (const { list, key: row, value } of evolveLine(rowsOf(lists), event)) {
        const { [row]: _, ...others } = lists[list] ?? {}
        lists = { ...lists, [list]: value === null ? others : { ...others, [row]: value } }
      }
    }
  }
  return { lists, pending }
}

export function decideOn(lists: Lists, operation: Omit<Operation, 'client'>): LineDecision {
  const { place, at, target } = operation
  const products = new Map([[target.sku, UNKNOWN]])
  return decideLine(rowsOf(lists), commandOf(lists, operation), { now: at, rank: FIRST_LOCAL_RANK + place, products })
}

function commandOf(
  lists: Lists,
  { type, target, quantity = 1, selected = true }: Omit<Operation, 'client'>,
): LineCommand {
  if (type === 'add') return { type, sku: target.sku, quantity, attributes: target.attributes }
  const sku = idIn(lists, type, target) ?? target.lineId
  if (type === 'set') return { type, sku, quantity }
  return type === 'select' ? { type: 'set', sku, selected } : { type, sku }
}

/** The id of a line in these lists: its own id, or that of an equal line. */
export function idIn(
  lists: Lists,
  type: Wire['type'],
  { lineId, sku, attributes }: Operation['target'],
): string | null {
  const rows = rowsOf(lists)
  const all = [ITEMS, SAVED, REMOVED]
  if (all.some((list) => lineById(rows, list, lineId))) return lineId
  const first = type === 'restore' ? REMOVED : type === 'move' ? SAVED : ITEMS
  for (const list of [first, ...all]) {
    const line = equalLine(rows, list, sku, attributes)
    if (line) return line.lineId
  }
  return null
}

/** The rows of a cart from its answer. */
export function listsOf(cart: Cart | null): Lists {
  if (!cart) return {}
  const rowsIn = (all: readonly (CartLine | Cart['removed'][number])[]) => {
    const rows: Record<string, Json> = {}
    for (const [rank, line] of all.entries()) {
      const { lineId, sku, quantity, attributes } = line
      const more =
        'selected' in line
          ? { selected: line.selected }
          : { selected: true, removedAt: Date.parse(line.restorableUntil) - RESTORABLE_MS }
      rows[Object.hasOwn(rows, sku) ? furtherKey(lineId) : sku] = { lineId, quantity, attributes, rank, ...more }
    }
    return rows
  }
  return { [ITEMS]: rowsIn(cart.items), [SAVED]: rowsIn(cart.saved), [REMOVED]: rowsIn(cart.removed) }
}

export function cartValue(
  confirmed: Confirmed | null,
  queue: Queue,
  { status, problem }: { readonly status: Status; readonly problem: string | null },
): LiveCartValue {
  const { operations, refusals } = queue
  const shown = overlay(confirmed, operations)
  const rows = rowsOf(shown.lists)
  const known = new Map(
    confirmed ? [...confirmed.cart.items, ...confirmed.cart.saved].map((line) => [line.lineId, line]) : [],
  )
  const liveLine = ([sku, line]: readonly [string, Line]): LiveLine => {
    const { lineId, quantity, selected, attributes } = line
    const name = { sku, attributes }
    const key = keyOf(name)
    const was = known.get(lineId) ?? null
    const hint = shown.pending.get(key)
    return {
      ...{ key, lineId, sku, quantity, selected, attributes, confirmed: was },
      title: was?.title ?? hint?.title ?? null,
      image: was?.image ?? hint?.image ?? null,
      pending: hint !== undefined,
      unitPrice: was?.unitPrice ?? null,
      lineTotal: was?.lineTotal ?? null,
      refusal: refusals.findLast((refusal) => isSameLine(refusal, name)) ?? null,
    }
  }
  const shownLines = lines(rows).map(liveLine)
  const offered = lostOperations(queue)
  return {
    status: offered.length > 0 ? 'refused' : status,
    pending: operations.length > 0,
    lines: shownLines,
    saved: savedLines(rows).map(liveLine),
    removed: removedLines(rows).map(([sku, { lineId, quantity, attributes }]) => {
      return { key: keyOf({ sku, attributes }), lineId, sku: skuOf(sku), quantity, attributes }
    }),
    count: shownLines.reduce((sum, { quantity }) => sum + quantity, 0),
    totals: confirmed?.cart.totals ?? null,
    confirmed: confirmed?.cart ?? null,
    refusals,
    unsent: operations.length,
    offered,
    problem,
  }
}
