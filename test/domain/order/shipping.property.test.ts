// Shipments in parts. Invariants: no unit ships twice, and none that was refunded; an order is shipped when nothing is
// left to ship, and delivered when all its shipments are; an order that shipped unpaid is paid for once.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasShipped } from '../../../src/domain/order/fulfillment.ts'
import { unitsBySku } from '../../../src/domain/order/goods.ts'
import { moneyOf, refundsOf } from '../../../src/domain/order/order.ts'
import { shipmentsOf } from '../../../src/domain/order/shipment.ts'
import { partsOf, unitsOf } from '../../../src/domain/order/units.ts'
import { viewOf } from '../../../src/domain/rows.ts'
import { BEGIN, commandOf, Paper, pay, TOTAL, widerWish } from './paper.ts'

const SHIP = { type: 'ship', carrier: 'SF', trackingNumber: '1', by: 'usr_1' } as const
const REFUND = { type: 'refund', amount: null, reason: 'x', by: 'usr_1' } as const

test('no unit ships twice or after its refund, and the status says what is left to ship', () => {
  fc.assert(
    fc.property(fc.array(widerWish, { maxLength: 50 }), (wishes) => {
      const paper = placed()
      for (const wanted of wishes) {
        const before = unitsOf(partsOf(paper.rows))
        const count = shipmentsOf(paper.rows).length
        const command = commandOf(paper.rows, wanted)
        const code = paper.try(command)
        const shipments = shipmentsOf(paper.rows)
        if (shipments.length > count) {
          expect(command.type).toBe('ship')
          for (const { lineId, quantity } of shipments.at(-1)?.[1].lines ?? [])
            expect(quantity).toBeLessThanOrEqual(before.find((line) => line.lineId === lineId)?.left ?? 0)
        } else if (command.type === 'ship') expect(code).toBe('illegal_transition')
        const units = unitsOf(partsOf(paper.rows))
        for (const { shipped, quantity } of units) expect(shipped).toBeLessThanOrEqual(quantity)
        const isAllGone = units.every(({ left }) => left === 0)
        if (paper.status === 'paid' && shipments.length > 0) expect(isAllGone).toBe(false)
        if (hasShipped(paper.rows)) expect(isAllGone).toBe(true)
        if (paper.status === 'cancelled') expect(shipments).toEqual([])
        if (paper.status === 'delivered')
          expect(shipments.every(([, { deliveredAt }]) => deliveredAt !== undefined)).toBe(true)
        const { captured, strays, refundable } = moneyOf(paper.rows)
        expect([0, TOTAL]).toContain(captured - strays)
        expect(refundable).toBeGreaterThanOrEqual(0)
      }
    }),
    { numRuns: 300 },
  )
})

test('the refund of an order that shipped in part returns only the units that stayed', () => {
  const paper = paid()
  expect(paper.try({ ...SHIP, lines: [{ sku: 'tea', quantity: 1 }] })).toBeNull()
  expect(paper.status).toBe('paid')
  expect(paper.try({ type: 'cancel', by: 'gst_1' })).toBe('illegal_transition')
  expect(paper.try({ ...REFUND, lines: [{ sku: 'cup', quantity: 1 }], restock: true })).toBeNull()
  expect(paper.try(REFUND)).toBeNull()
  expect([...unitsBySku(paper.rows)].map(([sku, { left }]) => [sku, left])).toEqual([
    ['tea', 1],
    ['cup', 1],
  ])
})

test('the last refund of an order that shipped in part puts back what came back too, each unit once', () => {
  const paper = paid()
  paper.try({ ...SHIP, lines: [{ sku: 'tea', quantity: 1 }] })
  const lines = [
    { sku: 'tea', quantity: 2 },
    { sku: 'cup', quantity: 2 },
  ]
  expect(paper.try({ ...REFUND, lines, restock: true })).toBeNull()
  expect(paper.status).toBe('refund_pending')
  const byOrder = [...unitsBySku(paper.rows)].map(([sku, { left }]) => [sku, left])
  const byRefund = refundsOf(paper.rows).flatMap(([, { restock, lines: back = [] }]) => (restock ? back : []))
  expect([byOrder, byRefund.map(({ sku, quantity }) => [sku, quantity])]).toEqual([
    [
      ['tea', 0],
      ['cup', 0],
    ],
    [
      ['tea', 2],
      ['cup', 2],
    ],
  ])
})

test('an order becomes shipped, and delivered, when a refund takes what had not shipped', () => {
  const paper = paid()
  paper.try({ ...SHIP, lines: [{ sku: 'tea', quantity: 2 }] })
  paper.try({ type: 'deliver', by: 'usr_1', shipment: 1 })
  expect(paper.status).toBe('paid')
  expect(paper.try({ ...REFUND, lines: [{ sku: 'cup', quantity: 2 }], restock: true })).toBeNull()
  expect(paper.status).toBe('delivered')
})

test('an order ships unpaid only if the operator says so, and its money is taken once, without a change of status', () => {
  const paper = placed()
  expect(paper.try({ ...SHIP, unpaid: true })).toBe('illegal_transition')
  paper.try({ type: 'open_payment', provider: 'manual', returnUrl: null })
  expect(paper.try(SHIP)).toBe('illegal_transition')
  expect(paper.try({ ...SHIP, unpaid: true, lines: [{ sku: 'tea', quantity: 1 }] })).toBe('illegal_transition')
  expect(paper.try({ ...SHIP, unpaid: true })).toBeNull()
  expect(paper.status).toBe('shipped')
  for (let times = 0; times < 2; times++) expect(paper.try({ type: 'mark_paid', by: 'usr_1' })).toBeNull()
  expect(paper.status).toBe('shipped')
  expect(moneyOf(paper.rows)).toMatchObject({ captured: TOTAL, refundable: TOTAL })
  expect(refundsOf(paper.rows)).toEqual([])
})

test('money that arrives after an unpaid parcel came back is owed to the shopper', () => {
  const paper = placed()
  paper.try({ type: 'open_payment', provider: 'manual', returnUrl: null })
  paper.try({ ...SHIP, unpaid: true })
  expect(paper.try(REFUND)).toBeNull()
  expect(paper.status).toBe('refund_pending')
  paper.try({ type: 'mark_paid', by: 'usr_1' })
  expect(moneyOf(paper.rows)).toMatchObject({ captured: TOTAL, strays: TOTAL, refundable: 0 })
})

test('the only shipment of an earlier release has all units, and its order can be delivered', () => {
  const paper = paid()
  paper.try(SHIP)
  const lists = paper.rows.lists()
  const rows = viewOf({ ...lists, shipment: { me: { carrier: 'SF', trackingNumber: '1', at: 1 } } })
  expect(unitsOf(partsOf(rows)).map(({ shipped, left }) => [shipped, left])).toEqual([
    [2, 0],
    [2, 0],
  ])
  expect(shipmentsOf(rows)).toEqual([[1, { carrier: 'SF', trackingNumber: '1', at: 1 }]])
})

function placed(): Paper {
  const paper = new Paper()
  paper.try(BEGIN)
  paper.try({ type: 'place' })
  return paper
}

function paid(): Paper {
  const paper = new Paper()
  pay(paper)
  return paper
}
