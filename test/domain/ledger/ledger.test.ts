// What is named how, what is left out, and what is nobody's fault.
import { describe, expect, it } from 'vitest'
import type { OrderFigures } from '../../../src/domain/ledger/orders.ts'
import { countedSkus, isOrderInFlight, orderDifferences, stuckDifferences } from '../../../src/domain/ledger/orders.ts'
import { paymentClaims, paymentDifferences } from '../../../src/domain/ledger/payments.ts'
import type { SkuFigures } from '../../../src/domain/ledger/stock.ts'
import { isSkuInFlight, mayBeLate, skuDifferences, stockMissing } from '../../../src/domain/ledger/stock.ts'
import { type Happening, PaperShop } from './paper-shop.ts'

const DAY = 24 * 3600_000

function shopAfter(...happenings: Happening[]) {
  const shop = new PaperShop(10, 2, [{ quantities: { tea: 3, cup: 1, jar: 1 }, happenings }])
  const [order] = shop.orders
  const [tea] = shop.skus
  if (!order || !tea) throw new Error('the shop is empty')
  return { order, tea, shop }
}

/** Some rows of the order are others. */
function edited(order: OrderFigures, edit: (lists: Record<string, Record<string, unknown>>) => void): OrderFigures {
  const lists = structuredClone(order.lists) as Record<string, Record<string, unknown>>
  edit(lists)
  return { ...order, lists: lists as OrderFigures['lists'] }
}

const kinds = (found: readonly { readonly kind: string }[]) => found.map(({ kind }) => kind)

describe('the units of a SKU', () => {
  it('may be edited by others, down to what is held', () => {
    const { tea } = shopAfter()
    expect(tea).toMatchObject({ onHand: 12, held: 3, own: 10, sold: 0 })
    expect(skuDifferences({ ...tea, onHand: 500 })).toEqual([])
    expect(skuDifferences({ ...tea, onHand: 3 })).toEqual([])
    const subject = 'sku:tea'
    expect(skuDifferences({ ...tea, onHand: 2 })).toEqual([
      { kind: 'held_beyond_on_hand', subject, expected: 2, found: 3 },
    ])
  })

  it('are compared where the stock says them and where orders and products do', () => {
    const { tea } = shopAfter('pay')
    expect(tea).toMatchObject({ onHand: 9, held: 0, own: 7, sold: 3 })
    const of = (fields: Partial<SkuFigures>) => kinds(skuDifferences({ ...tea, ...fields }))
    expect(of({ sold: 2 })).toEqual(['stock_sum', 'stock_sold'])
    expect(of({ held: 1 })).toEqual(['stock_held', 'product_held'])
    expect(of({ received: 11 })).toEqual(['stock_sum'])
    expect(of({ objectOnHandInProducts: 8 })).toEqual(['product_units'])
    expect(of({ unitsSoldByOrders: 0 })).toEqual(['stock_sold'])
    expect(of({ unitsHeldByOrders: 1 })).toEqual(['stock_held'])
    expect(of({ onHand: null, objectOnHandInProducts: null, heldInProducts: null })).toEqual(['product_missing'])
  })

  it('are those of the object when it is ahead of its copy', () => {
    const { tea } = shopAfter('pay')
    const late = { ...tea, own: 10, held: 3, sold: 0, onHand: 12, objectOnHandInProducts: 10, heldInProducts: 3 }
    expect(kinds(skuDifferences(late))).toEqual(['stock_held', 'stock_sold'])
    expect(skuDifferences(late, tea)).toEqual([])
    // The product's row came with the copy, and agrees with it however old it is.
    expect(kinds(skuDifferences({ ...late, heldInProducts: 0 }, tea))).toEqual(['product_held'])
  })

  it('are on their way while an order or the stock itself is', () => {
    const { tea } = shopAfter()
    expect(isSkuInFlight({ ...tea, updatedAt: 9 }, 10)).toBe(false)
    expect(isSkuInFlight({ ...tea, updatedAt: 10 }, 10)).toBe(true)
    expect(isSkuInFlight({ ...tea, moving: { units: 1, sold: 0, held: 0 } }, 10)).toBe(true)
  })

  it('are uncertain only as far as orders on their way have them', () => {
    const { tea } = shopAfter('pay')
    // 40 of settled orders, and two of an order that may have told the stock or not.
    const moving = { units: 2, sold: 2, held: 0 }
    const honest = {
      ...tea,
      own: -30,
      received: 12,
      sold: 42,
      unitsSoldByOrders: 42,
      objectOnHandInProducts: -30,
      moving,
    }
    const sold = (units: number) => kinds(skuDifferences({ ...honest, sold: units, received: units - 30 }))
    expect([39, 40, 41, 42, 43].map(sold)).toEqual([['stock_sold'], [], [], [], ['stock_sold']])
    const held = (units: number) => kinds(skuDifferences({ ...honest, held: units, heldInProducts: units, onHand: 99 }))
    expect([0, 2, 3].map(held)).toEqual([[], [], ['stock_held']])
  })

  it('are judged by what must be true already where the stock changes all the time', () => {
    const { tea } = shopAfter('pay')
    const young = (fields: Partial<SkuFigures>) =>
      kinds(skuDifferences({ ...tea, ...fields }, { ...tea, ...fields }, true))
    expect(young({})).toEqual([])
    expect(young({ sold: 4, own: 6, objectOnHandInProducts: 6 })).toEqual([])
    expect(young({ sold: 2, own: 8, objectOnHandInProducts: 8 })).toEqual(['stock_sold'])
    expect(young({ received: 11 })).toEqual(['stock_sum'])
  })

  it('that are the uses of a coupon are no units of a product, nor lines of orders', () => {
    const none = { onHand: null, objectOnHandInProducts: null, heldInProducts: null, unitsSoldByOrders: 0 }
    const coupon = { ...shopAfter('pay').tea, ...none, sku: 'coupon:SPRING', own: -3, held: 1, sold: 3, received: 0 }
    expect(skuDifferences(coupon)).toEqual([])
    expect(skuDifferences({ ...coupon, sold: 2 })).toEqual([
      { kind: 'stock_sum', subject: 'coupon:SPRING', expected: -2, found: -3 },
    ])
  })

  it('may only be late where they are sums over orders', () => {
    const { tea } = shopAfter('pay')
    expect(skuDifferences({ ...tea, sold: 2 }).map(mayBeLate)).toEqual([false, true])
    expect(stockMissing('tea').map(mayBeLate)).toEqual([true])
  })
})

describe('an order', () => {
  const NET: readonly { status: string; net: number; after: readonly Happening[] }[] = [
    { status: 'pending_payment', net: 0, after: [] },
    { status: 'pending_payment', net: 0, after: ['pay_wrong'] },
    { status: 'cancelled', net: 0, after: ['cancel'] },
    { status: 'paid', net: 1_500, after: ['pay'] },
    { status: 'paid', net: 1_500, after: ['pay_twice'] },
    { status: 'paid', net: 1_350, after: ['pay', 'refund_some'] },
    { status: 'delivered', net: 1_350, after: ['pay', 'ship', 'deliver', 'refund_some'] },
    { status: 'refunded', net: 0, after: ['pay', 'refund_some', 'refund'] },
    { status: 'refunded', net: 0, after: ['pay', 'cancel'] },
  ]
  it.each(NET)('that is $status after $after keeps $net', ({ status, net, after }) => {
    const { order } = shopAfter(...after)
    expect(order.status).toBe(status)
    expect(order.capturedAmount - order.refundedAmount).toBe(net)
    expect(orderDifferences(order)).toEqual([])
  })

  it('tells its columns by what its own rows say', () => {
    const { order } = shopAfter('pay', 'refund_some')
    const subject = `order:${order.id}`
    const of = (fields: Partial<OrderFigures>) => orderDifferences({ ...order, ...fields })
    expect(of({ capturedAmount: 1 })).toEqual([{ kind: 'order_captured', subject, expected: 1_500, found: 1 }])
    expect(of({ refundedAmount: 0 })).toEqual([{ kind: 'order_refunded', subject, expected: 150, found: 0 }])
    expect(of({ totalAmount: null })).toEqual([{ kind: 'order_total', subject, expected: 1_500, found: null }])
    expect(of({ status: 'shipped' })).toEqual([{ kind: 'order_status', subject, expected: 'paid', found: 'shipped' }])
    expect(of({ settling: true })).toEqual([{ kind: 'order_settling', subject, expected: 0, found: 1 }])
  })

  it('has to keep what its status says, and never gives back more than came in', () => {
    const { order } = shopAfter('pay')
    const refund = { paymentId: 'pay_x', amount: 1_600, reason: 'x', by: 'x', state: 'done', at: 0, stray: true }
    const found = orderDifferences(
      edited({ ...order, refundedAmount: 1_600 }, (lists) => {
        lists.refunds = { ref_1: refund }
      }),
    )
    expect(kinds(found)).toEqual(['order_money', 'order_overrefunded'])
  })

  it('is cancelled only with its money back', () => {
    const { order } = shopAfter('pay', 'cancel')
    const kept = edited({ ...order, refundedAmount: 0 }, (lists) => {
      lists.refunds = {}
    })
    expect(orderDifferences(kept)).toMatchObject([{ kind: 'order_money', expected: 0, found: 1_500 }])
  })

  it('has its units where its status wants them', () => {
    const { order } = shopAfter('pay')
    const unsold = edited(order, (lists) => {
      lists.lines = { ...lists.lines, tea: { ...(lists.lines?.tea as object), goods: 'held' } }
    })
    expect(orderDifferences(unsold)).toMatchObject([{ kind: 'order_goods', expected: 'sold', found: 'held' }])
    expect(countedSkus(order)).toEqual(['tea', 'cup', 'jar'])
    expect(countedSkus(shopAfter('cancel').order)).toEqual([])
  })

  it('that cannot be read says so, whatever is wrong with it', () => {
    const { order } = shopAfter('pay')
    const broken = [
      { ...order, lists: null },
      { ...order, lists: {} },
      edited(order, (lists) => {
        lists.lines = { tea: null }
      }),
      edited(order, (lists) => {
        lists.order = { me: 5 }
      }),
    ]
    for (const each of broken) {
      expect(kinds(orderDifferences(each))).toEqual(['order_unreadable'])
      expect(isOrderInFlight(each, 1)).toBe(false)
    }
  })

  it('is left out while it is on its way, by its own rows', () => {
    const { order } = shopAfter('pay')
    expect(isOrderInFlight(order, 1)).toBe(false)
    expect(isOrderInFlight(order, 0)).toBe(true)
    const errand = edited(order, (lists) => {
      lists.errands = { cart: { at: 0, what: 'sold' } }
    })
    expect(isOrderInFlight(errand, 1)).toBe(true)
    expect(isOrderInFlight(errand, DAY + 1)).toBe(false)
    // A column that lies does not hide it.
    expect(isOrderInFlight({ ...order, settling: true, status: 'holding' }, 1)).toBe(false)
    expect(isOrderInFlight({ ...order, lists: null, settling: true }, 1)).toBe(true)
  })
})

describe('an order that settles for longer than a day', () => {
  const since = DAY + 1
  const refund = { paymentId: 'pay_x', amount: 5, reason: 'x', by: 'x', state: 'wanted', at: 0, stray: true }
  type Rows = Record<string, Record<string, unknown>>
  const orderWith = (fields: object) => (lists: Rows) => ({
    order: { me: { ...(lists.order?.me as object), ...fields } },
  })
  const STUCK: readonly { why: string; rows: (lists: Rows) => Rows }[] = [
    { why: 'its cart does not answer', rows: () => ({ errands: { cart: { at: 0, what: 'sold' } } }) },
    { why: 'its stock does not answer', rows: () => ({ errands: { goods: { at: 0, what: 'settle' } } }) },
    { why: 'its provider refuses a refund', rows: () => ({ refunds: { ref_1: refund } }) },
    { why: 'it was never placed', rows: orderWith({ status: 'holding', createdAt: 0 }) },
    { why: 'it did not cancel itself', rows: orderWith({ status: 'pending_payment', expiresAt: 0 }) },
  ]
  it.each(STUCK)('is named, even if it changed just now: $why', ({ rows }) => {
    const order = edited(shopAfter('pay').order, (lists) => void Object.assign(lists, rows(lists)))
    const named = [
      {
        ...{ kind: 'order_stuck', subject: `order:${order.id}`, expected: 'settled' },
        found: 'settling since 1970-01-01T00:00:00.000Z',
      },
    ]
    expect(stuckDifferences(order, since)).toEqual(named)
    expect(stuckDifferences({ ...order, updatedAt: since }, since)).toEqual(named)
    expect(stuckDifferences(order, DAY)).toEqual([])
    expect(isOrderInFlight(order, since)).toBe(false)
  })

  it('has its columns compared with its rows, and not its money and units with its status', () => {
    const stuck = edited({ ...shopAfter('pay').order, settling: true }, (lists) => {
      lists.errands = { goods: { at: 0, what: 'settle' } }
      lists.lines = { ...lists.lines, tea: { ...(lists.lines?.tea as object), goods: 'held' } }
    })
    expect(orderDifferences(stuck)).toEqual([])
    expect(kinds(orderDifferences({ ...stuck, capturedAmount: 1 }))).toEqual(['order_captured'])
  })

  it('is none that has nothing to do', () => {
    expect(stuckDifferences(shopAfter('pay', 'refund').order, 365 * DAY)).toEqual([])
  })
})

describe('a payment', () => {
  it('is what its provider says, each by itself', () => {
    const { order, shop } = shopAfter('pay_twice', 'refund_some')
    const claims = paymentClaims(order, 0)
    expect(claims.map(({ captured, refunded }) => [captured, refunded])).toEqual([
      [1_500, 1_500],
      [1_500, 150],
    ])
    expect(claims.flatMap((claim) => paymentDifferences(claim, shop.statement(claim)))).toEqual([])
    const [claim] = claims
    if (!claim) throw new Error('no claim')
    const subject = `payment:${claim.paymentId}`
    expect(paymentDifferences(claim, null)).toEqual([
      { kind: 'payment_unknown', subject, expected: 1_500, found: null },
    ])
    expect(paymentDifferences(claim, { captured: 1_500, refunded: 0 })).toEqual([
      { kind: 'payment_refunded', subject, expected: 1_500, found: 0 },
    ])
  })

  it('that nobody completed is asked for a day later: the money may have come and the notice not', () => {
    const { order } = shopAfter('pay')
    const open = edited(order, (lists) => {
      const [id = '', payment] = Object.entries(lists.payments ?? {}).at(-1) ?? []
      lists.payments = { [id]: { ...(payment as object), state: 'open' } }
    })
    expect(paymentClaims(open, DAY - 1)).toEqual([])
    const [claim] = paymentClaims(open, DAY)
    if (!claim) throw new Error('no claim')
    expect(paymentDifferences(claim, null)).toEqual([])
    expect(paymentDifferences(claim, { captured: 5, refunded: 0 })).toMatchObject([
      { kind: 'payment_captured', expected: 0, found: 5 },
    ])
  })
})
