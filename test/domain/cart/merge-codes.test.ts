// Coupon codes and orders of a guest's cart in a merge: codes as far as there is room, and the newest orders.
import { expect, test } from 'vitest'
import { orderIds } from '../../../src/domain/cart/checkout-rows.ts'
import { couponCodes } from '../../../src/domain/cart/coupons.ts'
import type { CartEvent } from '../../../src/domain/cart/events.ts'
import { evolve } from '../../../src/domain/cart/evolve.ts'
import { decideMerge, type GuestLines } from '../../../src/domain/cart/merge.ts'
import { markOf, partsOf } from '../../../src/domain/cart/merge-rows.ts'
import { RowSet } from '../../../src/objects/aggregate/row-set.ts'

const GUEST = 'gst_1'
const NOW = 1_000_000
const MAX_ORDERS = 100

function applied(rows: RowSet, events: readonly CartEvent[]): RowSet {
  for (const event of events) rows.apply(evolve(rows, event))
  return rows
}

function merged(rows: RowSet, guest: Partial<GuestLines>): RowSet {
  const whole = { items: [], saved: [], ...guest }
  const command = { type: 'import', guestId: GUEST, strategy: 'sum', guest: whole } as const
  return applied(rows, decideMerge(rows, command, { now: NOW, rank: 1 }))
}

const withCodes = (codes: readonly string[]) =>
  applied(
    new RowSet(),
    codes.map((code, at) => ({ type: 'coupon_set', code, at })),
  )
const codesIn = (rows: RowSet) => partsOf(markOf(rows, GUEST)?.report ?? []).codes

test('a guest’s codes are added after the user’s, and a code that both have is there once', () => {
  const rows = merged(withCodes(['A', 'B']), { coupons: ['B', 'C'] })
  expect(couponCodes(rows)).toEqual(['A', 'B', 'C'])
  expect(codesIn(rows)).toEqual([
    { code: 'B', carried: true },
    { code: 'C', carried: true },
  ])
})

test('a guest’s codes beyond the limit of a cart are left behind, and the report says why', () => {
  const rows = merged(withCodes(['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I']), { coupons: ['X', 'A', 'Y'] })
  expect(couponCodes(rows)).toHaveLength(10)
  expect(codesIn(rows)).toEqual([
    { code: 'X', carried: true },
    { code: 'A', carried: true },
    { code: 'Y', carried: false, reason: 'coupon_limit' },
  ])
})

test('a guest’s orders are noted with the user’s: the newest of both, and never more than a cart keeps', () => {
  const notes = (prefix: string, count: number, from: number) =>
    Array.from({ length: count }, (_, n) => [`${prefix}-${n}`, { at: from + 2 * n }] as const)
  const rows = applied(
    new RowSet(),
    notes('own', MAX_ORDERS, 0).map(([orderId, { at }]) => ({ type: 'order_noted', orderId, at })),
  )
  merged(rows, { orders: notes('its', 3, 195) })
  expect(orderIds(rows)).toHaveLength(MAX_ORDERS)
  expect(orderIds(rows).slice(0, 5)).toEqual(
    ['its-2', 'own-99', 'its-1', 'own-98', 'its-0'].sort((a, b) => at(b) - at(a)),
  )
})

/** The time of the notes above. */
function at(orderId: string): number {
  const [prefix, n] = orderId.split('-')
  return (prefix === 'own' ? 0 : 195) + 2 * Number(n)
}

test('a guest’s cart of an earlier release brings its lines only', () => {
  const rows = merged(withCodes(['A']), {})
  expect(couponCodes(rows)).toEqual(['A'])
  expect(codesIn(rows)).toEqual([])
})
