// Invariant: an order that was paid after the first document has the numbers of its invoice and of its credit notes.
import { expect, test } from 'vitest'
import { documentDifferences } from '../../../src/domain/ledger/documents.ts'
import type { OrderFigures } from '../../../src/domain/ledger/orders.ts'
import { refundsOf } from '../../../src/domain/order/order.ts'
import { viewOf } from '../../../src/domain/rows.ts'
import { type Happening, kinds, shopAfter } from './paper-shop.ts'

/** The kinds of differences if the order has the numbers of these documents: `invoice`, or the place of a refund. */
function found(happenings: readonly Happening[], has: readonly ('invoice' | number)[], since: number | null = 0) {
  const { order } = shopAfter(...happenings)
  const refunds = refundsOf(viewOf(order.lists ?? {})).map(([id]) => id)
  const keys = has.map((each) => (each === 'invoice' ? order.id : refunds[each]))
  const documents = Object.fromEntries(keys.map((key) => [key, { number: 'INV-2026-000001', at: 0 }]))
  return kinds(documentDifferences({ ...order, lists: { ...order.lists, documents } } as OrderFigures, since))
}

test.each<{ after: readonly Happening[]; has: readonly ('invoice' | number)[]; lacks: readonly string[] }>([
  { after: [], has: [], lacks: [] },
  { after: ['cancel'], has: [], lacks: [] },
  { after: ['pay'], has: ['invoice'], lacks: [] },
  { after: ['pay'], has: [], lacks: ['order_invoice'] },
  { after: ['pay', 'refund_some'], has: ['invoice', 0], lacks: [] },
  { after: ['pay', 'refund_some', 'refund'], has: ['invoice', 0], lacks: ['order_credit_note'] },
  // A stray payment was never invoiced.
  { after: ['pay_wrong'], has: [], lacks: [] },
  { after: ['choose_manual', 'ship_unpaid'], has: [], lacks: [] },
  { after: ['choose_manual', 'ship_unpaid', 'mark_paid'], has: [], lacks: ['order_invoice'] },
])('an order after $after with the numbers of $has lacks $lacks', ({ after, has, lacks }) => {
  expect(found(after, has)).toEqual(lacks)
})

test('an order that was paid before the first document, or in a shop without invoices, owes none', () => {
  expect(found(['pay', 'refund_some'], [], 1)).toEqual([])
  expect(found(['pay', 'refund_some'], [], null)).toEqual([])
})

test('an order whose rows cannot be read is left to the check of the order', () => {
  const { order } = shopAfter('pay')
  expect(
    documentDifferences({ ...order, lists: { ...order.lists, lines: { tea: null } } } as unknown as OrderFigures, 0),
  ).toEqual([])
})
