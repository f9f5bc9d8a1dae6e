/** What units are worth. Invariant: in whatever portions a line's units come back, together they are worth what it paid. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { worthOf } from '../../../src/domain/order/refund-lines.ts'
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
          const worth = worthOf(viewOf({ lines: { tea: line }, refunds }), [{ sku: 'tea', quantity: portion }])
          if (!worth.ok) throw new Error(worth.refusal.detail)
          expect(worth.value).toBeGreaterThanOrEqual(0)
          sum += worth.value
          refunds = { ...refunds, [`ref_${n}`]: { lines: [{ sku: 'tea', quantity: portion }] } }
        }
        expect(sum).toBe(charged)
        expect(worthOf(viewOf({ lines: { tea: line }, refunds }), [{ sku: 'tea', quantity: 1 }]).ok).toBe(false)
      },
    ),
  )
})
