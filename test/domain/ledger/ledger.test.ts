// Differences of orders and payments: their names, the orders that are left out, and legitimate changes.
import { describe, expect, it } from 'vitest'
import type { OrderFigures } from '../../../src/domain/ledger/orders.ts'
import { countedSkus, isOrderInFlight, orderDifferences, stuckDifferences } from '../../../src/domain/ledger/orders.ts'
import { paymentClaims, paymentDifferences } from '../../../src/domain/ledger/payments.ts'
import { type Happening, kinds, shopAfter } from './paper-shop.ts'

const DAY = 24 * 3600_000

/** The order with some of its rows edited. */
function edited(order: OrderFigures, edit: (lists: Record<string, Record<string, unknown>>) => void): OrderFigures {
  const lists = structuredClone(order.lists) as Record<string, Record<string, unknown>>
  edit(lists)
  return { ...order, lists: lists as OrderFigures['lists'] }
}

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
  it.each(NET)('an order that is $status after $after keeps $net', ({ status, net, after }) => {
    const { order } = shopAfter(...after)
    expect(order.status).toBe(status)
    expect(order.capturedAmount - order.refundedAmount).toBe(net)
    expect(orderDifferences(order)).toEqual([])
  })

  it('each column of an order is compared with the order’s own rows', () => {
    const { order } = shopAfter('pay', 'refund_some')
    const subject = `order:${order.id}`
    const of = (fields: Partial<OrderFigures>) => orderDifferences({ ...order, ...fields })
    expect(of({ capturedAmount: 1 })).toEqual([{ kind: 'order_captured', subject, expected: 1_500, found: 1 }])
    expect(of({ refundedAmount: 0 })).toEqual([{ kind: 'order_refunded', subject, expected: 150, found: 0 }])
    expect(of({ totalAmount: null })).toEqual([{ kind: 'order_total', subject, expected: 1_500, found: null }])
    expect(of({ status: 'shipped' })).toEqual([{ kind: 'order_status', subject, expected: 'paid', found: 'shipped' }])
    expect(of({ settling: true })).toEqual([{ kind: 'order_settling', subject, expected: 0, found: 1 }])
  })

  it('an order must keep the amount of its status, and may never give back more than came in', () => {
    const { order } = shopAfter('pay')
    const refund = { paymentId: 'pay_x', amount: 1_600, reason: 'x', by: 'x', state: 'done', at: 0, stray: true }
    const found = orderDifferences(
      edited({ ...order, refundedAmount: 1_600 }, (lists) => {
        lists.refunds = { ref_1: refund }
      }),
    )
    expect(kinds(found)).toEqual(['order_money', 'order_overrefunded'])
  })

  it('a cancelled order must have its money given back', () => {
    const { order } = shopAfter('pay', 'cancel')
    const kept = edited({ ...order, refundedAmount: 0 }, (lists) => {
      lists.refunds = {}
    })
    expect(orderDifferences(kept)).toMatchObject([{ kind: 'order_money', expected: 0, found: 1_500 }])
  })

  it('the units of an order must be in the state that its status demands', () => {
    const { order } = shopAfter('pay')
    const unsold = edited(order, (lists) => {
      lists.lines = { ...lists.lines, tea: { ...(lists.lines?.tea as object), goods: 'held' } }
    })
    expect(orderDifferences(unsold)).toMatchObject([{ kind: 'order_goods', expected: 'sold', found: 'held' }])
    expect(countedSkus(order)).toEqual(['tea', 'cup', 'jar'])
    expect(countedSkus(shopAfter('cancel').order)).toEqual([])
  })

  it('an order whose shipments have more or fewer units than it has is reported', () => {
    const { order } = shopAfter('pay', 'ship_part', 'ship')
    expect(orderDifferences(order)).toEqual([])
    for (const quantity of [2, 4]) {
      const wrong = structuredClone(order) as unknown as { lists: { shipment: Record<string, unknown> } }
      const last = wrong.lists.shipment['2'] as { lines: { sku: string; quantity: number }[] }
      last.lines = last.lines.map((line) => (line.sku === 'tea' ? { ...line, quantity } : line))
      expect(kinds(orderDifferences(wrong as unknown as typeof order))).toContain('order_shipped')
    }
  })

  it('an order that cannot be read for any reason is reported as unreadable', () => {
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

  it('an order in flight is left out, as its own rows show', () => {
    const { order } = shopAfter('pay')
    expect(isOrderInFlight(order, 1)).toBe(false)
    expect(isOrderInFlight(order, 0)).toBe(true)
    const errand = edited(order, (lists) => {
      lists.errands = { cart: { at: 0, what: 'sold' } }
    })
    expect(isOrderInFlight(errand, 1)).toBe(true)
    expect(isOrderInFlight(errand, DAY + 1)).toBe(false)
    // A wrong column does not put the order in flight.
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
  it.each(STUCK)(
    'an order that settles for longer than a day is reported, even if it changed just now: $why',
    ({ rows }) => {
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
    },
  )

  it('a stuck order’s columns are compared with its rows, but its money and units not with its status', () => {
    const stuck = edited({ ...shopAfter('pay').order, settling: true }, (lists) => {
      lists.errands = { goods: { at: 0, what: 'settle' } }
      lists.lines = { ...lists.lines, tea: { ...(lists.lines?.tea as object), goods: 'held' } }
    })
    expect(orderDifferences(stuck)).toEqual([])
    expect(kinds(orderDifferences({ ...stuck, capturedAmount: 1 }))).toEqual(['order_captured'])
  })

  it('an order with no open duties is never stuck', () => {
    expect(stuckDifferences(shopAfter('pay', 'refund').order, 365 * DAY)).toEqual([])
  })
})

describe('a payment', () => {
  it('each payment is compared with the statement of its provider', () => {
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

  it('an uncompleted payment is checked a day later, because the money may have come without a notice', () => {
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
