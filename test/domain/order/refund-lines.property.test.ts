/** The worth of returned units. Invariant: together they are worth what their line paid, in any portions. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unitsBack } from '../../../src/domain/order/refund-lines.ts'
import { viewOf } from '../../../src/domain/rows.ts'

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
