// Lines between a cart and its orders. Invariants, for messages in any order: every unit is in the cart, in one
// checkout, or sold; a key makes one order; and a merged guest's order gives its lines back once.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lines } from '../../../src/domain/cart/cart.ts'
import { type CheckoutCommand, orderOfKey } from '../../../src/domain/cart/checkout.ts'
import {
  checkoutKeys,
  checkoutOf,
  checkouts,
  orderIds,
  returns,
  startingCheckout,
} from '../../../src/domain/cart/checkout-rows.ts'
import { couponCodes } from '../../../src/domain/cart/coupons.ts'
import { CartOnPaper, START_MS } from './paper.ts'

const SKUS = ['tea', 'cup', 'pot'] as const
const DAY_MS = 24 * 3600_000

const CONTACT = {
  address: { name: 'Lin', line1: '1', city: 'Shanghai', postalCode: '200000', country: 'CN' },
  email: null,
  note: null,
}

/** A checkout of these lines as they are now. */
function begin(cart: CartOnPaper, orderId: string, skus: readonly string[]): CheckoutCommand {
  const chosen = lines(cart.rows).filter(([sku]) => skus.includes(sku))
  const quoted = chosen.map(([sku, { title, image, quantity, price, attributes }]) => {
    return { sku, title, image, quantity, unitPrice: price, lineTotal: price * quantity, attributes }
  })
  const totals = { subtotal: 0, discount: 0, shipping: 0, tax: 0, total: 0 }
  const quote = { currency: 'CNY', lines: quoted, totals, shippingOption: 'standard' }
  return {
    type: 'begin_checkout',
    orderId,
    key: `key-${orderId}`,
    hash: 'h',
    start: { quote, contact: CONTACT, requestId: 'r' },
  }
}

function unitsIn(entries: readonly (readonly [string, { readonly quantity: number }])[]): number {
  return entries.reduce((sum, [, { quantity }]) => sum + quantity, 0)
}

const ORDERS = ['ord_a', 'ord_b', 'ord_c'] as const
type Step =
  | { readonly add: (typeof SKUS)[number]; readonly quantity: number }
  | { readonly begin: (typeof ORDERS)[number]; readonly skus: readonly string[] }
  | { readonly tell: (typeof ORDERS)[number]; readonly what: 'placed' | 'refused' | 'sold' | 'back' }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ add: fc.constantFrom(...SKUS), quantity: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ begin: fc.constantFrom(...ORDERS), skus: fc.subarray([...SKUS], { minLength: 1 }) }),
  fc.record({
    tell: fc.constantFrom(...ORDERS),
    what: fc.constantFrom('placed' as const, 'refused' as const, 'sold' as const, 'back' as const),
  }),
)

const COMMANDS = {
  placed: 'checkout_placed',
  refused: 'checkout_refused',
  sold: 'checkout_sold',
  back: 'give_back',
} as const

test('every unit is in the cart, in one checkout, or sold', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
      const cart = new CartOnPaper()
      let [added, sold] = [0, 0]
      const begun = new Set<string>()
      for (const each of steps) {
        if ('add' in each) {
          if (cart.try({ type: 'add', sku: each.add, quantity: each.quantity }) === null) added += each.quantity
        } else if ('begin' in each) {
          // The id of an order is used once.
          const isBusy = startingCheckout(cart.rows) !== undefined
          if (begun.has(each.begin)) continue
          const code = cart.try(begin(cart, each.begin, each.skus))
          expect(code).toBe(isBusy ? 'checkout_in_progress' : null)
          if (code === null) begun.add(each.begin)
        } else {
          const checkout = checkoutOf(cart.rows, each.tell)
          cart.does({ type: COMMANDS[each.what], orderId: each.tell })
          if (each.what === 'sold' && checkout) sold += unitsIn(checkout.lines)
        }
        const away = checkouts(cart.rows).reduce((sum, [, checkout]) => sum + unitsIn(checkout.lines), 0)
        expect(unitsIn(lines(cart.rows)) + away + sold).toBe(added)
      }
    }),
  )
})

test('a quote of lines that have changed since does not begin a checkout', () => {
  const cart = new CartOnPaper()
  cart.does({ type: 'add', sku: 'tea', quantity: 2 })
  const quoted = begin(cart, 'ord_a', ['tea'])
  cart.does({ type: 'add', sku: 'tea', quantity: 1 })
  expect(cart.refusal(quoted)).toBe('cart_changed')
  cart.does({ type: 'remove', sku: 'tea' })
  expect(cart.refusal(quoted)).toBe('cart_changed')
})

test('a sixth unpaid order is refused, until one of the five is sold or gives its lines back', () => {
  for (const end of ['checkout_sold', 'give_back'] as const) {
    const cart = new CartOnPaper()
    const next = (orderId: string) => {
      cart.does({ type: 'add', sku: 'tea', quantity: 1 })
      return begin(cart, orderId, ['tea'])
    }
    for (let n = 1; n <= 5; n++) {
      cart.does(next(`ord_${n}`), { type: 'checkout_placed', orderId: `ord_${n}` })
    }
    const sixth = next('ord_6')
    const before = JSON.stringify(cart.rows.lists())
    expect(cart.refusal(sixth)).toBe('too_many_open_orders')
    expect(JSON.stringify(cart.rows.lists())).toBe(before)
    cart.does({ type: end, orderId: 'ord_3' })
    cart.does(begin(cart, 'ord_6', ['tea']))
  }
})

test('a key stands for its order for a day, and is free again if the order was never placed', () => {
  const cart = new CartOnPaper()
  cart.does({ type: 'add', sku: 'tea', quantity: 2 })
  cart.does(begin(cart, 'ord_a', ['tea']))
  expect(orderOfKey(cart.rows, 'key-ord_a', cart.now)?.orderId).toBe('ord_a')
  cart.does({ type: 'checkout_refused', orderId: 'ord_a' })
  expect(orderOfKey(cart.rows, 'key-ord_a', cart.now)).toBeUndefined()
  cart.does(begin(cart, 'ord_b', ['tea']), { type: 'checkout_placed', orderId: 'ord_b' })
  expect(orderOfKey(cart.rows, 'key-ord_b', START_MS + DAY_MS - 1)?.orderId).toBe('ord_b')
  expect(orderOfKey(cart.rows, 'key-ord_b', START_MS + DAY_MS)).toBeUndefined()
  expect(orderIds(cart.rows)).toEqual(['ord_b'])
  // The data that began the order is personal, and is deleted as soon as the order is placed.
  expect(JSON.stringify(cart.rows.lists())).not.toContain('Shanghai')
})

test('lines that come back are added to the lines in the cart, beyond every limit', () => {
  const cart = new CartOnPaper()
  cart.does({ type: 'add', sku: 'tea', quantity: 900 })
  cart.does(begin(cart, 'ord_a', ['tea']), { type: 'add', sku: 'tea', quantity: 900 })
  cart.does({ type: 'give_back', orderId: 'ord_a' }, { type: 'give_back', orderId: 'ord_a' })
  expect(lines(cart.rows)).toMatchObject([['tea', { quantity: 1800 }]])
  expect(cart.refusal({ type: 'add', sku: 'tea', quantity: 1 })).toBe('quantity_limit')
})

test('a guest’s order gives its lines back once, however often it reports them', () => {
  const cart = new CartOnPaper()
  cart.does({ type: 'add', sku: 'tea', quantity: 1 })
  const own = lines(cart.rows)
  const back = { type: 'take_back', orderId: 'ord_g', lines: own, coupons: ['TEN'] } as const
  cart.does(back, back)
  expect(lines(cart.rows)).toMatchObject([['tea', { quantity: 2 }]])
  expect(couponCodes(cart.rows)).toEqual(['TEN'])
  // The guest's alarm may have been dropped, so that the report comes months later.
  cart.now += 400 * DAY_MS
  cart.does({ ...back, orderId: 'ord_h' }, back)
  expect(lines(cart.rows)).toMatchObject([['tea', { quantity: 3 }]])
})

test('a cart that orders for years keeps a hundred keys, orders and returns, the newest of each', () => {
  const cart = new CartOnPaper()
  cart.does({ type: 'add', sku: 'tea', quantity: 1 })
  const numbered = Array.from({ length: 130 }, (_, n) => String(n).padStart(3, '0'))
  for (const n of numbered) {
    // All within a day: none is forgotten for its age.
    cart.now += 60_000
    cart.does(begin(cart, `ord_${n}`, ['tea']), { type: 'give_back', orderId: `ord_${n}` })
    cart.does({ type: 'take_back', orderId: `ord_g${n}`, lines: [], coupons: [] })
  }
  const newest = numbered.slice(-100)
  expect(checkoutKeys(cart.rows).map(([key]) => key)).toEqual(newest.map((n) => `key-ord_${n}`))
  expect(orderIds(cart.rows).toReversed()).toEqual(newest.map((n) => `ord_${n}`))
  expect(returns(cart.rows).map(([orderId]) => orderId)).toEqual(newest.map((n) => `ord_g${n}`))
})

test('a guest’s line gets another id when a line in a checkout has its id, and both are in the cart at the end', () => {
  const cart = new CartOnPaper()
  cart.does({ type: 'add', sku: 'tea', quantity: 2 })
  const [[, line] = []] = lines(cart.rows)
  if (!line) throw new Error('a line was added')
  cart.does(begin(cart, 'ord_a', ['tea']))
  // Ids are made of time and rank, so two carts may make the same one.
  const guest = { items: [['tea', { ...line, quantity: 3, attributes: { engraving: 'For Lin' } }]], saved: [] } as const
  cart.does({ type: 'import', guestId: 'gst_1', strategy: 'sum', guest }, { type: 'give_back', orderId: 'ord_a' })
  const all = lines(cart.rows).map(([, each]) => each)
  expect(all.map(({ quantity }) => quantity).toSorted()).toEqual([2, 3])
  expect(new Set(all.map(({ lineId }) => lineId)).size).toBe(2)
})
