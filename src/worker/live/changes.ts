/**
 * Makes the messages about a cart: the difference of two states, or the whole cart. Pure.
 * Invariant: a client that has the state before and applies the change has the state after.
 */
import type { CartBody, CartLineBody } from '../../contract/answers/cart.ts'
import type { CartChange, CartReset } from '../../contract/live/protocol.ts'
import { CHECKOUTS, ORDERS } from '../../domain/cart/checkout-rows.ts'
import { type CartState, cartStateOf, ordersIn, SEEN_LISTS } from '../../domain/cart/state.ts'
import type { Json } from '../../domain/copy.ts'
import type { Position } from '../../domain/position.ts'
import { type Change, type RowsView, viewOf } from '../../domain/rows.ts'
import type { CartView } from '../cart/view.ts'

export function resetOf({ body, etag }: CartView, { epoch, version }: Position): CartReset {
  return { t: 'reset', epoch, version, etag, cart: body }
}

/** @param at the position of `before`, in the same epoch */
export function changeOf(before: CartBody, { body, etag }: CartView, at: Position, to: Position): CartChange {
  const known = new Map(before.items.map((item) => [item.lineId, item]))
  const order = body.items.map(({ lineId }) => lineId)
  const lineIds = new Set(order)
  const first = at.version + 1
  return {
    ...{ t: 'change', epoch: to.epoch, version: to.version },
    ...(first < to.version && { from: first }),
    etag,
    items: body.items.filter((item) => !isSame(known.get(item.lineId), item)),
    gone: before.items.flatMap(({ lineId }) => (lineIds.has(lineId) ? [] : [lineId])),
    ...(!isSame(order, before.items.map(lineIdOf)) && { order }),
    ...changedLists(before, body),
    totals: body.totals,
    notices: body.notices,
  }
}

const LISTS = ['saved', 'removed', 'coupons', 'inCheckout'] as const

function changedLists(before: CartBody, after: CartBody): Partial<Pick<CartBody, (typeof LISTS)[number]>> {
  return Object.fromEntries(LISTS.flatMap((list) => (isSame(before[list], after[list]) ? [] : [[list, after[list]]])))
}

function lineIdOf({ lineId }: CartLineBody): string {
  return lineId
}

/** Bodies are plain JSON, and their fields always come in the same order. */
function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}

/**
 * The state before some writes.
 * @param undos the changes that undo each of the writes, newest first
 */
export function stateBefore(
  state: CartState,
  rows: RowsView,
  at: Position,
  undos: readonly (readonly Change[])[],
  now: number,
): CartState {
  const lists: Record<string, Record<string, Json>> = {}
  for (const list of [...SEEN_LISTS, CHECKOUTS, ORDERS]) lists[list] = Object.fromEntries(rows.entries(list))
  for (const { list, key, value } of undos.flat()) {
    const its = lists[list]
    if (!its) continue
    if (value === null) delete its[key]
    else its[key] = value
  }
  const then = viewOf(lists)
  return cartStateOf({ ...state, ...at }, then, ordersIn(then), now)
}
