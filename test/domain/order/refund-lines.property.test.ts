/** The worth of returned units. Invariant: together they are worth what their line paid, in any portions. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { moneyOf, type QuoteLine, refundsOf } from '../../../src/domain/order/order.ts'
import { unitsBack } from '../../../src/domain/order/refund-lines.ts'
import { viewOf } from '../../../src/domain/rows.ts'
import { BEGIN, Paper, pay } from './paper.ts'

test('units that come back in any portions sum to what the line paid, tax included', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 2 ** 52 }),
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
      (charged, portions) => {
        const quantity = portions.reduce((sum, portion) => sum + portion, 0)
        const line = { place: 0, quantity, lineTotal: charged * 2, charged }
        let refunds = {}
        let sum = 0
        for (const [n, portion] of portions.entries()) {
          const worth = unitsBack(viewOf({ lines: { tea: line }, refunds }), [{ sku: 'tea', quantity: portion }])
          if (!worth.ok) throw new Error(worth.refusal.detail)
          expect(worth.value.worth).toBeGreaterThanOrEqual(0)
          sum += worth.value.worth
          refunds = { ...refunds, [`ref_${n}`]: { lines: [{ sku: 'tea', quantity: portion }] } }
        }
        expect(sum).toBe(charged)
        expect(unitsBack(viewOf({ lines: { tea: line }, refunds }), [{ sku: 'tea', quantity: 1 }]).ok).toBe(false)
      },
    ),
  )
})

test('units that come back in steps of the provider sum to what the line paid, each portion but the last in whole steps', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 2 ** 52 }),
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
      fc.constantFrom(1, 10, 100),
      (charged, portions, step) => {
        const quantity = portions.reduce((sum, portion) => sum + portion, 0)
        const line = { place: 0, quantity, lineTotal: charged, charged }
        let refunds = {}
        const worths = portions.map((portion, n) => {
          const back = unitsBack(viewOf({ lines: { tea: line }, refunds }), [{ sku: 'tea', quantity: portion }], step)
          if (!back.ok) throw new Error(back.refusal.detail)
          refunds = { ...refunds, [`ref_${String(n).padStart(3, '0')}`]: { lines: back.value.lines } }
          expect(back.value.lines).toMatchObject([{ quantity: portion, worth: back.value.worth }])
          return back.value.worth
        })
        expect(worths.slice(0, -1).filter((worth) => worth < 0 || worth % step > 0)).toEqual([])
        expect(worths.reduce((sum, worth) => sum + worth, 0)).toBe(charged)
      },
    ),
  )
})

test('a payment that pays back only whole steps is never asked for another amount, and all its money goes back', () => {
  const step = { refundStep: (provider: string, currency: string) => (provider + currency === 'simulatedKWD' ? 10 : 1) }
  const total = 10_010
  const [tea, cup] = BEGIN.quote.lines as [QuoteLine, QuoteLine]
  const lines = [
    { ...tea, quantity: 3, lineTotal: 4_995, charged: 4_995 },
    { ...cup, quantity: 2, lineTotal: 5_015, charged: 5_015 },
  ]
  const paper = new Paper()
  const totals = { ...BEGIN.quote.totals, total }
  pay(paper, { ...BEGIN, quote: { ...BEGIN.quote, currency: 'KWD', lines, totals } })
  const BY = { reason: 'x', by: 'usr_1' } as const
  expect(paper.try({ type: 'refund', amount: 333, ...BY }, step)).toBe('refund_limit')
  expect(paper.try({ type: 'refund', amount: 330, ...BY }, step)).toBeNull()
  for (const sku of ['tea', 'cup', 'tea', 'tea', 'cup'])
    expect(paper.try({ type: 'edit', lines: [{ sku, quantity: 1 }], ...BY }, step)).toBeNull()
  expect(refundsOf(paper.rows).map(([, { amount }]) => amount)).toEqual([330, 1_660, 2_500, 1_670, 1_660, 2_190])
  expect([paper.status, moneyOf(paper.rows).refundable]).toEqual(['refund_pending', 0])
})

test('each of two lines of one SKU keeps its own worth, even if units of the other are refunded', () => {
  const line = (place: number, lineId: string, charged: number) => ({
    place,
    lineId,
    quantity: 3,
    lineTotal: 900,
    charged,
  })
  const lines = { tea: line(0, 'tea~a', 600), 'tea#tea~b': line(1, 'tea~b', 90) }
  // The second refund is by an earlier version, which named the last line of a SKU by the SKU.
  const refunds = {
    ref_1: { lines: [{ sku: 'tea', lineId: 'tea~a', quantity: 2 }] },
    ref_2: { lines: [{ sku: 'tea', quantity: 1 }] },
  }
  const rows = viewOf({ lines, refunds })
  const of = (sku: string, quantity: number) => unitsBack(rows, [{ sku, quantity }])
  expect(of('tea~a', 1)).toMatchObject({ ok: true, value: { worth: 200, isAll: false } })
  expect(of('tea~b', 2)).toMatchObject({ ok: true, value: { worth: 60 } })
  expect(of('tea~b', 3)).toMatchObject({ ok: false, refusal: { code: 'refund_limit' } })
  expect(of('tea', 1)).toMatchObject({ ok: false, refusal: { code: 'ambiguous_line', lineIds: ['tea~a', 'tea~b'] } })
  const both = unitsBack(rows, [
    { sku: 'tea~a', quantity: 1 },
    { sku: 'tea~b', quantity: 2 },
  ])
  expect(both).toMatchObject({ ok: true, value: { worth: 260, isAll: true } })
})
