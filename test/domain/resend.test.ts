// The names that a resend finds. Invariant: from an object, they lead to every object that it refers to, so that a
// record that lost several of them gets all of them again.
import { expect, test } from 'vitest'
import { CLAIMS } from '../../src/domain/account/account.ts'
import { CHECKOUTS, ORDERS } from '../../src/domain/cart/checkout-rows.ts'
import type { Copy, Kind, Lists } from '../../src/domain/copy.ts'
import { resend } from '../../src/worker/visits/resend.ts'
import { BEGIN, Paper } from './order/paper.ts'

const HEAD = { epoch: 1, version: 1, schema: 1, updatedAt: 0 }

function live(kind: Kind, id: string, lists: Lists, seal: string | null = null): Copy {
  return { ...HEAD, kind, id, state: 'live', seal, lists }
}

function orderWithCoupon(): Lists {
  const paper = new Paper()
  const coupons = [{ code: 'TEN', limit: 10, perUser: null }]
  expect(paper.try({ ...BEGIN, quote: { ...BEGIN.quote, coupons } })).toBeNull()
  return paper.rows.lists()
}

const OWN_ORDERS: Lists = { [ORDERS]: { ord_a: { at: 1 } }, [CHECKOUTS]: { ord_b: { at: 2 } } }

const CASES: readonly (readonly [string, Copy, readonly string[]])[] = [
  [
    'a cart to its orders, also those under way, and its account',
    live('cart', 'usr_1', OWN_ORDERS),
    ['order:ord_a', 'order:ord_b', 'account:usr_1'],
  ],
  ['a guest’s cart to its orders', live('cart', 'gst_1', OWN_ORDERS), ['order:ord_a', 'order:ord_b']],
  ['a merged guest’s cart to the account', live('cart', 'gst_1', {}, 'usr_1'), ['account:usr_1']],
  [
    'an account to its cart and to the claims of its addresses',
    live('account', 'usr_1', { [CLAIMS]: { one: {}, two: {} } }),
    ['cart:usr_1', 'claim:one', 'claim:two'],
  ],
  [
    'an order to its cart, products and coupons',
    live('order', 'ord_a', orderWithCoupon()),
    ['cart:gst_1', 'stock:tea', 'stock:cup', 'stock:coupon:TEN'],
  ],
  ['an erased cart to its account', { ...HEAD, kind: 'cart', id: 'usr_1', state: 'erased' }, ['account:usr_1']],
]

test.each(CASES)('a resend leads from %s', async (_, copy, names) => {
  const objects = { aggregate: () => ({ resend: async () => 'sending', snapshot: async () => copy }) }
  // The cast: a resend calls nothing else of an object.
  const ports = { objects, log: () => {} } as unknown as Parameters<typeof resend>[0]
  const { found } = await resend(ports, [`${copy.kind}:${copy.id}`])
  expect(found.toSorted()).toEqual(names.toSorted())
})
