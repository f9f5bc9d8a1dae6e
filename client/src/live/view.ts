/**
 * The cart as the shopper sees it: the confirmed cart with the pending operations applied by the server's own rules.
 * Pure.
 * Invariant: every amount of money comes from the server; it is marked while pending operations may change it.
 */
import { type Line, lines, REMOVED, removedLines, SAVED, savedLines } from '../../../src/domain/cart/cart.ts'
import { decideLine, type LineCommand } from '../../../src/domain/cart/decide-line.ts'
import type { LineDecision } from '../../../src/domain/cart/decision.ts'
import { evolveLine } from '../../../src/domain/cart/evolve-line.ts'
import { skuOf } from '../../../src/domain/cart/line-id.ts'
import { equalLine, lineById } from '../../../src/domain/cart/line-rows.ts'
import type { Lists } from '../../../src/domain/copy.ts'
import { viewOf } from '../../../src/domain/rows.ts'
import type { Cart, CartLine } from '../api.ts'
import { lostOperations } from './lost.ts'
import type { Confirmed, Status, Wire } from './ports.ts'
import { isSameLine, keyOf, type Operation, type Queue } from './queue.ts'
import type { LiveCartValue, LiveLine } from './value.ts'

/** Lines that the server has not confirmed come after all others. */
const FIRST_LOCAL_RANK = 1_000_000

export interface Overlay {
  readonly lists: Lists
  /** Keys of the lines with pending operations. */
  readonly touched: ReadonlySet<string>
  /** The hints of additions. */
  readonly hints: ReadonlyMap<string, Operation>
}

/** Replays the operations over the confirmed cart; those that the rules refuse change nothing. */
export function overlay(confirmed: Confirmed | null, operations: readonly Operation[]): Overlay {
  let lists = listsOf(confirmed?.cart ?? null)
  const touched = new Set<string>()
  const hints = new Map<string, Operation>()
  for (const operation of operations) {
    const key = keyOf(operation.target)
    touched.add(key)
    if (operation.type === 'add') hints.set(key, operation)
    const decision = decideOn(lists, operation)
    if (!decision.ok) continue
    for (const event of decision.value) {
      for (const { list, key: row, value } of evolveLine(viewOf(lists), event)) {
        const { [row]: _, ...others } = lists[list] ?? {}
        lists = { ...lists, [list]: value === null ? others : { ...others, [row]: value } }
      }
    }
  }
  return { lists, touched, hints }
}

export function decideOn(lists: Lists, operation: Omit<Operation, 'client'>): LineDecision {
  const { place, at, target, title = '', image = null } = operation
  // The price of a stored line is never shown, because amounts come from the confirmed lines.
  const products = new Map([[target.sku, { title, price: 0, image, labels: [] }]])
  return decideLine(viewOf(lists), commandOf(lists, operation), { now: at, rank: FIRST_LOCAL_RANK + place, products })
}

function commandOf(
  lists: Lists,
  { type, target, quantity = 1, selected = true }: Omit<Operation, 'client'>,
): LineCommand {
  if (type === 'add') return { type, sku: target.sku, quantity, attributes: target.attributes }
  const sku = idIn(lists, type, target) ?? target.lineId
  if (type === 'set') return { type, sku, quantity }
  return type === 'select' ? { type, selected, skus: [sku] } : { type, sku }
}

const LISTS_OF = { restore: REMOVED, move: SAVED } as const

/** The id of a line in these lists: its own id, or that of an equal line. */
export function idIn(
  lists: Lists,
  type: Wire['type'],
  { lineId, sku, attributes }: Operation['target'],
): string | null {
  const rows = viewOf(lists)
  const all = ['items', SAVED, REMOVED]
  if (all.some((list) => lineById(rows, list, lineId))) return lineId
  const first = type === 'restore' || type === 'move' ? LISTS_OF[type] : 'items'
  for (const list of [first, ...all]) {
    const line = equalLine(rows, list, sku, attributes)
    if (line) return line.lineId
  }
  return null
}

/** The rows of a cart from its answer. */
export function listsOf(cart: Cart | null): Lists {
  if (!cart) return {}
  const row = (line: Pick<CartLine, 'lineId' | 'quantity' | 'attributes'>, rank: number, more: object) => ({
    ...{ lineId: line.lineId, quantity: line.quantity, attributes: line.attributes, rank, selected: true },
    ...{ title: '', price: 0, image: null, labels: [], addedAt: 0, updatedAt: 0, ...more },
  })
  const inList = <L extends Pick<CartLine, 'sku' | 'lineId' | 'quantity' | 'attributes'>>(
    all: readonly L[],
    more: (line: L) => object,
  ) => {
    const rows: Record<string, ReturnType<typeof row>> = {}
    for (const [rank, line] of all.entries()) {
      rows[Object.hasOwn(rows, line.sku) ? `${line.sku}#${line.lineId}` : line.sku] = row(line, rank, more(line))
    }
    return rows
  }
  const removed = inList(cart.removed, ({ restorableUntil }) => ({
    removedAt: Date.parse(restorableUntil) - 24 * 3600_000,
  }))
  const selection = ({ selected }: CartLine) => ({ selected })
  return { items: inList(cart.items, selection), [SAVED]: inList(cart.saved, selection), [REMOVED]: removed }
}

export function cartValue(
  confirmed: Confirmed | null,
  queue: Queue,
  { status, problem }: { readonly status: Status; readonly problem: string | null },
): LiveCartValue {
  const { operations, refusals } = queue
  const shown = overlay(confirmed, operations)
  const rows = viewOf(shown.lists)
  const known = new Map(
    confirmed ? [...confirmed.cart.items, ...confirmed.cart.saved].map((line) => [line.lineId, line]) : [],
  )
  const liveLine = ([sku, line]: readonly [string, Line]): LiveLine => {
    const { lineId, quantity, selected, attributes } = line
    const name = { sku, attributes }
    const key = keyOf(name)
    const was = known.get(lineId) ?? null
    const hint = shown.hints.get(key)
    return {
      ...{ key, lineId, sku, quantity, selected, attributes, confirmed: was },
      title: was?.title ?? hint?.title ?? null,
      image: was?.image ?? hint?.image ?? null,
      pending: shown.touched.has(key),
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
