// Returns. Invariants: no unit is in two returns, or in one and in another refund; money and units go back once, never
// more than was paid and delivered; a return follows its own transitions.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OrderCommand } from '../../../src/domain/order/decide.ts'
import { moneyOf, refundsOf } from '../../../src/domain/order/order.ts'
import { RETURN_STATES } from '../../../src/domain/order/return.ts'
import { RETURN_TRANSITIONS } from '../../../src/domain/order/returns.ts'
import { shipmentsOf } from '../../../src/domain/order/shipment.ts'
import { waitingRows } from '../../../src/domain/outbox.ts'
import { BY, DAY, delivered, paid, type Shop } from './returning.ts'

const SKUS = ['tea', 'cup'] as const

type Step =
  | { readonly do: 'ship' | 'ask' | 'refund'; readonly sku: (typeof SKUS)[number]; readonly quantity: number }
  | { readonly do: 'arrive'; readonly shipment: number }
  | { readonly do: 'approve' | 'refuse' | 'receive'; readonly pick: number; readonly amount: number | null }
  | { readonly do: 'done'; readonly pick: number }
  | { readonly do: 'wait' | 'all'; readonly days: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constantFrom('ship' as const, 'ask' as const, 'ask' as const, 'refund' as const),
    sku: fc.constantFrom(...SKUS),
    quantity: fc.integer({ min: 1, max: 2 }),
  }),
  fc.record({ do: fc.constant('arrive' as const), shipment: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    do: fc.constantFrom(
      'approve' as const,
      'approve' as const,
      'refuse' as const,
      'receive' as const,
      'receive' as const,
    ),
    pick: fc.nat(4),
    amount: fc.constantFrom(null, null, 0, 200),
  }),
  fc.record({ do: fc.constant('done' as const), pick: fc.nat(5) }),
  fc.record({ do: fc.constantFrom('wait' as const, 'all' as const), days: fc.constantFrom(1, 1, 1, 1, 15) }),
)

function commandOf(shop: Shop, wanted: Step): OrderCommand | null {
  switch (wanted.do) {
    case 'ship':
      return { type: 'ship', carrier: 'SF', trackingNumber: '1', lines: [wanted], ...BY }
    case 'ask':
      return { type: 'request_return', lines: [wanted], reason: 'x', ...BY }
    case 'refund':
      return { type: 'refund', amount: null, lines: [wanted], reason: 'x', restock: true, ...BY }
    case 'arrive':
      return { type: 'deliver', shipment: wanted.shipment, ...BY }
    case 'done':
      return { type: 'refund_done', refundId: refundsOf(shop.rows)[wanted.pick]?.[0] ?? 'ref_none' }
    case 'all':
      return { type: 'refund', amount: null, reason: 'x', ...BY }
    case 'wait':
      shop.now += wanted.days * DAY
      return null
    default: {
      const returnId = shop.returns[wanted.pick % Math.max(1, shop.returns.length)]?.[0] ?? 'rtn_none'
      if (wanted.do === 'approve') return { type: 'approve_return', returnId, sendTo: 'x', ...BY }
      if (wanted.do === 'refuse') return { type: 'refuse_return', returnId, reason: 'x', ...BY }
      return { type: 'receive_return', returnId, restock: true, amount: wanted.amount, ...BY }
    }
  }
}

const unitsIn = (lines: readonly { readonly sku: string; readonly quantity: number }[], sku: string) =>
  lines.reduce((sum, line) => sum + (line.sku === sku ? line.quantity : 0), 0)

test('units and money of returns go back once, and never more than was delivered and paid', () => {
  let received = 0
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 40, size: 'max' }), fc.boolean(), (steps, isDelivered) => {
      const shop = isDelivered ? delivered() : paid()
      for (const wanted of steps) {
        const before = new Map(shop.returns.map(([id, { state }]) => [id, state]))
        const command = commandOf(shop, wanted)
        if (command) shop.try(command)
        const { captured, refunded, refunding, refundable } = moneyOf(shop.rows)
        expect(refunded + refunding + refundable).toBe(captured)
        expect(refundable).toBeGreaterThanOrEqual(0)
        for (const sku of SKUS) {
          const arrived = shipmentsOf(shop.rows).flatMap(([, { lines = [], deliveredAt }]) =>
            deliveredAt ? lines : [],
          )
          const open = shop.returns.flatMap(([, { state, lines }]) => (state === 'refused' ? [] : lines))
          expect(unitsIn(open, sku)).toBeLessThanOrEqual(unitsIn(arrived, sku))
          const given = refundsOf(shop.rows).flatMap(([, { lines = [] }]) => lines)
          expect(unitsIn(given, sku)).toBeLessThanOrEqual(2)
        }
        for (const { sku, quantity, until } of shop.returnable(shop.now)) {
          expect(unitsIn(shop.returnable(until - 1), sku)).toBe(quantity)
          expect(unitsIn(shop.returnable(until), sku)).toBeLessThan(quantity)
        }
        for (const [id, { state, lines, refundId }] of shop.returns) {
          const was = before.get(id)
          if (was && was !== state) expect(RETURN_TRANSITIONS[was]).toContain(state)
          const its = refundsOf(shop.rows).filter(([, { returnId }]) => returnId === id)
          const isIn = state === 'received' || state === 'refunded'
          expect(its.map(([key]) => key)).toEqual(isIn ? [refundId] : [])
          if (isIn) received++
          for (const [, refund] of its) {
            expect(refund.restock).toBeDefined()
            expect(refund.lines?.map(({ sku, quantity }) => [sku, quantity])).toEqual(
              lines.map(({ sku, quantity }) => [sku, quantity]),
            )
            expect(refund.state === 'done').toBe(state === 'refunded')
          }
        }
      }
      const owed = waitingRows(shop.rows).flatMap(([, row]) =>
        row.to === 'events' ? [`${row.type} ${row.data.returnId}`] : [],
      )
      for (const state of RETURN_STATES) {
        const events = owed.filter((each) => each.startsWith(`return.${state} `))
        expect(new Set(events).size).toBe(events.length)
      }
    }),
    { numRuns: 200 },
  )
  expect(received).toBeGreaterThan(0)
})
