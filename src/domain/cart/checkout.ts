/**
 * Moves lines from a cart into an order, and back. Pure.
 * Invariant: a line is in exactly one place: in the cart, in one checkout, or sold. Returned lines are added to those
 * in the cart and may exceed the limits.
 */
import { accept, type Result, refuse } from '../result.ts'
import type { RowsView } from '../rows.ts'
import { ITEMS, type Line, type LineEntry } from './cart.ts'
import {
  type Checkout,
  checkoutKeyOf,
  checkoutKeys,
  checkoutOf,
  checkouts,
  type OrderNote,
  type OrderStart,
  orderNotes,
  RETURNS,
  returns,
  startingCheckout,
} from './checkout-rows.ts'
import { COUPONS, couponsBack } from './coupons.ts'
import type { CartEvent } from './events.ts'
import { type ForeignLine, settled } from './foreign.ts'
import { equalLine } from './line-rows.ts'

export type CheckoutCommand =
  /** Moves the lines of the quote into a checkout, if they are as the quote says. */
  | {
      readonly type: 'begin_checkout'
      readonly orderId: string
      readonly key: string
      readonly hash: string
      readonly start: OrderStart
    }
  | { readonly type: 'checkout_placed'; readonly orderId: string }
  /** The order was not placed, so its lines and its key are free again. */
  | { readonly type: 'checkout_refused'; readonly orderId: string }
  /** The order is paid. */
  | { readonly type: 'checkout_sold'; readonly orderId: string }
  | { readonly type: 'give_back'; readonly orderId: string }
  /** Lines and codes of an order of a guest that was merged into this cart. */
  | {
      readonly type: 'take_back'
      readonly orderId: string
      readonly lines: readonly ForeignLine[]
      readonly coupons: readonly string[]
    }
  /** The lines of the order have arrived in the cart of the user. */
  | { readonly type: 'passed_on'; readonly orderId: string }
  /** An order of a merged guest, which had not answered when the guest signed in, was placed. */
  | { readonly type: 'note_order'; readonly orderId: string }

export interface CheckoutRefusal {
  readonly code: 'checkout_in_progress' | 'cart_changed' | 'too_many_open_orders'
  readonly detail: string
}

const KEY_MS = 24 * 3600_000
const MAX_KEYS = 100
const MAX_ORDERS = 100
/** Unpaid orders hold units, and a shopper who never pays must not hold a whole stock. */
const MAX_OPEN_ORDERS = 5
/** Marks do not expire, because a guest's cart whose alarm was lost may hand its lines over months later. */
const MAX_RETURNS = 100

export function decideCheckout(
  rows: RowsView,
  command: CheckoutCommand,
  { now, rank }: { readonly now: number; readonly rank: number },
): Result<readonly CartEvent[], CheckoutRefusal> {
  const { orderId } = command
  switch (command.type) {
    case 'begin_checkout':
      return begin(rows, command, now)
    case 'checkout_placed': {
      const checkout = checkoutOf(rows, orderId)
      if (!checkout?.start) return accept([])
      return accept([
        { type: 'checkout_set', orderId, checkout: { ...checkout, start: null } },
        ...noted(rows, orderId, now),
      ])
    }
    case 'checkout_refused': {
      const checkout = checkoutOf(rows, orderId)
      if (!checkout?.start) return accept([])
      return accept([...returnAll(rows, checkout, now), ...ended(orderId), keyFreed(checkout.key)])
    }
    case 'give_back': {
      const checkout = checkoutOf(rows, orderId)
      if (!checkout) return accept([])
      return accept([...returnAll(rows, checkout, now), ...ended(orderId), ...notedIfMissing(rows, orderId, now)])
    }
    case 'checkout_sold':
      return accept(checkoutOf(rows, orderId) ? [...ended(orderId), ...notedIfMissing(rows, orderId, now)] : [])
    case 'passed_on':
      return accept(checkoutOf(rows, orderId) ? ended(orderId) : [])
    case 'note_order':
      return accept(orderNotes(rows).some(([noted]) => noted === orderId) ? [] : noted(rows, orderId, now))
    case 'take_back':
      if (rows.get(RETURNS, orderId) !== undefined) return accept([])
      return accept([
        ...returnLines(rows, settled(rows, command.lines, { now, rank }, 0), now),
        ...couponsBack(rows, command.coupons, now),
        { type: 'return_noted', orderId, at: now },
        ...returns(rows)
          .toSorted(([, a], [, b]) => b.at - a.at)
          .slice(MAX_RETURNS - 1)
          .map(([old]): CartEvent => ({ type: 'return_forgotten', orderId: old })),
      ])
    default:
      return command satisfies never
  }
}

function begin(
  rows: RowsView,
  { orderId, key, hash, start }: CheckoutCommand & { type: 'begin_checkout' },
  now: number,
): Result<readonly CartEvent[], CheckoutRefusal> {
  if (startingCheckout(rows)) {
    return refuse({ code: 'checkout_in_progress', detail: 'Another checkout of this cart is in progress.' })
  }
  if (checkouts(rows).length >= MAX_OPEN_ORDERS) {
    const detail = `This cart has ${MAX_OPEN_ORDERS} unpaid orders. Pay or cancel one of them first.`
    return refuse({ code: 'too_many_open_orders', detail })
  }
  const lines: LineEntry[] = []
  for (const { sku, lineId, quantity, attributes } of start.quote.lines) {
    // Attributes must match too, because the order contains them as they were quoted.
    const line = equalLine(rows, ITEMS, sku, attributes)
    if (line?.quantity !== quantity || (lineId ?? line.lineId) !== line.lineId) {
      return refuse({ code: 'cart_changed', detail: `The line of ${sku} changed during the checkout.` })
    }
    lines.push([sku, line])
  }
  const coupons = (start.quote.coupons ?? []).map(({ code }) => code)
  const gone = coupons.find((code) => rows.get(COUPONS, code) === undefined)
  if (gone !== undefined) return refuse({ code: 'cart_changed', detail: `The coupon ${gone} was removed meanwhile.` })
  return accept([
    ...lines.map(([, { lineId }]): CartEvent => ({ type: 'line_dropped', lineId })),
    ...coupons.map((code): CartEvent => ({ type: 'coupon_dropped', code })),
    { type: 'checkout_set', orderId, checkout: { at: now, key, lines, coupons, start } },
    // The stale keys come first, because this key may be one of them.
    ...staleKeys(rows, now),
    { type: 'key_used', key, used: { orderId, hash, at: now } },
  ])
}

/** Frees keys that are older than a day, and the oldest ones above the limit. */
function staleKeys(rows: RowsView, now: number): readonly CartEvent[] {
  const newest = checkoutKeys(rows).toSorted(([, a], [, b]) => b.at - a.at)
  return newest.filter(([, { at }], place) => at + KEY_MS <= now || place >= MAX_KEYS - 1).map(([key]) => keyFreed(key))
}

/** The order that a key stands for, if it was used within a day. */
export function orderOfKey(rows: RowsView, key: string, now: number) {
  const used = checkoutKeyOf(rows, key)
  return used && used.at + KEY_MS > now ? used : undefined
}

function returnAll(rows: RowsView, { lines, coupons = [] }: Checkout, now: number): readonly CartEvent[] {
  return [...returnLines(rows, lines, now), ...couponsBack(rows, coupons, now)]
}

/** Returns each line to its place, or adds its units to an equal line that was added in the meantime. */
function returnLines(rows: RowsView, lines: readonly LineEntry[], now: number): readonly CartEvent[] {
  return lines.map(([sku, line]): CartEvent => {
    const standing = equalLine(rows, ITEMS, sku, line.attributes)
    const together: Line = {
      ...(standing ?? line),
      quantity: line.quantity + (standing?.quantity ?? 0),
      updatedAt: now,
    }
    return { type: 'line_set', line: together }
  })
}

function ended(orderId: string): readonly CartEvent[] {
  return [{ type: 'checkout_ended', orderId }]
}

/** Notes the order if its answer never arrived: an order that was sold or cancelled had been placed before. */
function notedIfMissing(rows: RowsView, orderId: string, now: number): readonly CartEvent[] {
  return checkoutOf(rows, orderId)?.start ? noted(rows, orderId, now) : []
}

function noted(rows: RowsView, orderId: string, now: number): readonly CartEvent[] {
  return ordersNoted(rows, [[orderId, { at: now }]])
}

/** Adds these orders to the cart's list, and drops the oldest ones above the limit. */
export function ordersNoted(rows: RowsView, orders: readonly OrderNote[]): readonly CartEvent[] {
  const ours = orderNotes(rows).filter(([orderId]) => !orders.some(([its]) => its === orderId))
  const all = [...orders, ...ours].sort(([, a], [, b]) => b.at - a.at)
  const kept = new Set(all.slice(0, MAX_ORDERS).map(([orderId]) => orderId))
  return [
    ...orders
      .filter(([orderId]) => kept.has(orderId))
      .map(([orderId, { at }]): CartEvent => ({ type: 'order_noted', orderId, at })),
    ...ours
      .filter(([orderId]) => !kept.has(orderId))
      .map(([orderId]): CartEvent => ({ type: 'order_forgotten', orderId })),
  ]
}

function keyFreed(key: string): CartEvent {
  return { type: 'key_freed', key }
}
