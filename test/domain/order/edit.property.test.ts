// Edits before shipping. Invariants: an edit takes only units that have not shipped, once; money is their share of what was
// charged and never more than is left; only the removal of the last unit refunds the rest and ends the order.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OrderCommand } from '../../../src/domain/order/decide.ts'
import { linesOf, moneyOf, orderOf, refundsOf } from '../../../src/domain/order/order.ts'
import { partsOf, unitsOf } from '../../../src/domain/order/units.ts'
import { waitingRows } from '../../../src/domain/outbox.ts'
import { orderMailOf } from '../../../src/objects/order/order-mail.ts'
import { BEGIN, Paper, pay } from './paper.ts'

const BY = { by: 'usr_1' } as const
/** Amounts that no quantity divides, with shipping. */
const LINES = [
  { ...BEGIN.quote.lines[0], sku: 'tea', quantity: 3, unitPrice: 333, lineTotal: 999, discount: 100, charged: 899 },
  { ...BEGIN.quote.lines[0], sku: 'cup', quantity: 2, unitPrice: 51, lineTotal: 102, charged: 101 },
] as typeof BEGIN.quote.lines
const SHIPPING = 57
const TOTAL = 899 + 101 + SHIPPING

function paid(): Paper {
  const paper = new Paper()
  const totals = { subtotal: 1_101, discount: 101, shipping: SHIPPING, tax: 0, total: TOTAL }
  pay(paper, { ...BEGIN, quote: { ...BEGIN.quote, lines: LINES, totals } })
  return paper
}

const removal = (sku: string, quantity: number): OrderCommand => {
  return { type: 'edit', lines: [{ sku, quantity }], reason: 'x', ...BY }
}
const eventsOf = (paper: Paper) => waitingRows(paper.rows).flatMap(([, row]) => (row.to === 'events' ? [row.type] : []))

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constant('edit' as const), fc.constantFrom('tea', 'cup'), fc.integer({ min: 1, max: 3 })),
  },
  fc.tuple(fc.constant('ship' as const), fc.constantFrom('tea', 'cup'), fc.integer({ min: 1, max: 2 })),
  fc.tuple(
    fc.constantFrom('refund' as const, 'units' as const),
    fc.constantFrom('tea', 'cup'),
    fc.constantFrom(1, 2, 400),
  ),
)

test('edits take each unit once, before it ships, for its share of the money that is left', () => {
  let edits = 0
  fc.assert(
    fc.property(fc.array(step, { minLength: 2, maxLength: 12 }), (steps) => {
      const paper = paid()
      for (const [what, sku, quantity] of steps) {
        const before = { status: paper.status, money: moneyOf(paper.rows), units: unitsOf(partsOf(paper.rows)) }
        if (what === 'ship')
          paper.try({ type: 'ship', carrier: 'SF', trackingNumber: '1', lines: [{ sku, quantity }], ...BY })
        if (what === 'refund') paper.try({ type: 'refund', amount: quantity, reason: 'x', ...BY })
        if (what === 'units')
          paper.try({ type: 'refund', amount: null, lines: [{ sku, quantity }], reason: 'x', ...BY })
        const { captured, refunded, refunding, refundable } = moneyOf(paper.rows)
        if (what === 'edit') {
          const left = before.units.find((each) => each.sku === sku)?.left ?? 0
          const refusal = paper.try(removal(sku, quantity))
          const isDue = before.status === 'paid' && quantity <= left
          expect(refusal).toBe(isDue ? null : 'illegal_transition')
          if (isDue) {
            edits++
            const [, refund] = refundsOf(paper.rows).at(-1) ?? []
            expect(refund?.lines).toMatchObject([{ sku, quantity }])
            const isOver = paper.status === 'refund_pending'
            if (isOver)
              expect([moneyOf(paper.rows).refundable, refund?.isEdit, refund?.restock]).toEqual([
                0,
                undefined,
                undefined,
              ])
            else expect([refund?.isEdit, refund?.restock]).toEqual([true, 'wanted'])
            const charged = sku === 'tea' ? 899 : 101
            const of = sku === 'tea' ? 3 : 2
            // Shares differ by less than a minor unit, and what is left bounds them.
            const share = Math.min((charged * quantity) / of, before.money.refundable)
            if (!isOver) expect(Math.abs((refund?.amount ?? 0) - share)).toBeLessThan(1)
          }
        }
        expect(refunded + refunding + refundable).toBe(captured)
        expect(moneyOf(paper.rows).refundable).toBeGreaterThanOrEqual(0)
        for (const { shipped, quantity: whole } of unitsOf(partsOf(paper.rows)))
          expect(shipped).toBeLessThanOrEqual(whole)
      }
    }),
    { numRuns: 300 },
  )
  expect(edits).toBeGreaterThan(100)
})

test('edits of all units of a line, one by one, refund exactly what was charged for it', () => {
  const paper = paid()
  for (const _ of [1, 2, 3]) expect(paper.try(removal('tea', 1))).toBeNull()
  expect(refundsOf(paper.rows).map(([, { amount }]) => amount)).toEqual([299, 300, 300])
  expect(paper.status).toBe('paid')
  expect(eventsOf(paper).filter((type) => type === 'order.edited')).toHaveLength(3)
  expect(paper.try(removal('tea', 1))).toBe('illegal_transition')
})

test('the message about an edit names the removed units and their refund', () => {
  const paper = paid()
  expect(paper.try(removal('tea', 2))).toBeNull()
  const [id, row] =
    waitingRows(paper.rows).find(([, its]) => its.to === 'mail' && its.template === 'order_edited') ?? []
  if (id === undefined || row?.to !== 'mail') throw new Error('the edit owes no message')
  expect(orderMailOf('ord_01J00000000000000000000000', paper.rows, id, row)).toMatchObject({
    template: 'order_edited',
    data: { removed: [{ title: 'tea', quantity: 2 }], refunded: { amount: 599 } },
  })
})

test('the removal of the last units cancels the order and refunds its shipping too', () => {
  const paper = paid()
  expect(paper.try(removal('tea', 3))).toBeNull()
  expect(paper.try(removal('cup', 2))).toBeNull()
  expect(paper.status).toBe('refund_pending')
  expect(refundsOf(paper.rows).map(([, { amount }]) => amount)).toEqual([899, 101 + SHIPPING])
  expect(eventsOf(paper)).toContain('order.cancelled')
})

test('an order ships when an edit removes the rest, and no edit touches it after that', () => {
  const paper = paid()
  paper.try({ type: 'ship', carrier: 'SF', trackingNumber: '1', lines: [{ sku: 'tea', quantity: 3 }], ...BY })
  expect(paper.try(removal('tea', 1))).toBe('illegal_transition')
  expect(paper.try(removal('cup', 2))).toBeNull()
  expect(paper.status).toBe('shipped')
  expect(paper.try(removal('cup', 1))).toBe('illegal_transition')
})

test('an earlier refund of an amount bounds the refund of an edit, and does not end the order', () => {
  const paper = paid()
  paper.try({ type: 'refund', amount: TOTAL - 10, reason: 'x', ...BY })
  expect(paper.try(removal('tea', 2))).toBeNull()
  expect(refundsOf(paper.rows).at(-1)?.[1].amount).toBe(10)
  expect(paper.try(removal('tea', 1))).toBeNull()
  expect(refundsOf(paper.rows).at(-1)?.[1].amount).toBe(0)
  expect([paper.status, moneyOf(paper.rows).refundable]).toEqual(['paid', 0])
  expect(paper.try({ type: 'ship', carrier: 'SF', trackingNumber: '1', ...BY })).toBeNull()
  expect(orderOf(paper.rows)?.totals.total).toBe(TOTAL)
  expect(linesOf(paper.rows).map(([, { quantity }]) => quantity)).toEqual([3, 2])
})

test('an unpaid order is not edited', () => {
  const paper = new Paper()
  paper.try(BEGIN)
  paper.try({ type: 'place' })
  expect(paper.try(removal('tea', 1))).toBe('illegal_transition')
})
