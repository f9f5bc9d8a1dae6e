// Orders whose person is forgotten. Invariant: no personal data stays, after any commands, and money and status stay.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OrderCommand } from '../../../src/domain/order/decide.ts'
import { moneyOf, orderOf, refundsOf } from '../../../src/domain/order/order.ts'
import { returnsOf } from '../../../src/domain/order/return.ts'
import { BEGIN, commandOf, Paper, TOTAL, type Wish } from './paper.ts'

const TERM = { returnMs: Number.MAX_SAFE_INTEGER / 2 }
const SHIP_TEA = { type: 'ship', carrier: 'SF', by: 'usr_admin', lines: [{ sku: 'tea', quantity: 2 }] } as const

test('a forgotten person leaves no data, and the order keeps its lines and totals', () => {
  const paper = new Paper()
  paper.try(BEGIN)
  paper.try({ type: 'place' })
  paper.try({ type: 'forget_person' })
  const text = JSON.stringify(paper.rows.lists())
  for (const personal of ['Lin', 'Shanghai', 'lin@example.com']) expect(text).not.toContain(personal)
  expect(orderOf(paper.rows)).toMatchObject({ owner: null, status: 'pending_payment', totals: { total: TOTAL } })
})

test('a paid order that its shopper cancelled forgets who asked for the money, and keeps the refund', () => {
  const paper = new Paper()
  const paying: Wish[] = [
    ...[BEGIN, { type: 'place' } as const, { type: 'open_payment', provider: 'simulated', returnUrl: null } as const],
    ...[{ pick: 0, amount: TOTAL, fails: false }, { type: 'cancel', by: 'gst_1' } as const],
  ]
  for (const wanted of paying) expect(paper.try(commandOf(paper.rows, wanted))).toBeNull()
  expect(JSON.stringify(refundsOf(paper.rows))).toContain('gst_1')
  paper.try({ type: 'forget_person' })
  expect(refundsOf(paper.rows)).toMatchObject([
    [expect.anything(), { by: 'shopper', amount: TOTAL, reason: 'cancelled' }],
  ])
  expect(JSON.stringify(paper.rows.lists())).not.toContain('gst_1')
})

test('an order that has forgotten its person takes no owner again', () => {
  const paper = new Paper()
  paper.try(BEGIN)
  paper.try({ type: 'place' })
  paper.try({ type: 'forget_person' })
  expect(paper.try({ type: 'follow', owner: 'usr_2' })).toBeNull()
  expect(orderOf(paper.rows)).toMatchObject({ owner: null, cart: null })
})

test('texts that operators write on an order after its erasure are not stored', () => {
  const BY = { by: 'usr_admin' } as const
  const paper = new Paper()
  const paying: Wish[] = [
    ...[BEGIN, { type: 'place' } as const, { type: 'open_payment', provider: 'simulated', returnUrl: null } as const],
    ...[
      { pick: 0, amount: TOTAL, fails: false },
      { ...SHIP_TEA, trackingNumber: '1' },
    ],
    { type: 'deliver', shipment: 1, ...BY },
  ]
  for (const wanted of paying) expect(paper.try(commandOf(paper.rows, wanted), TERM)).toBeNull()
  const ask: OrderCommand = { type: 'request_return', lines: [{ sku: 'tea', quantity: 1 }], reason: 'x', by: 'gst_1' }
  for (const _ of [1, 2]) expect(paper.try(ask)).toBeNull()
  paper.try({ type: 'forget_person' })
  const [one = '', other = ''] = returnsOf(paper.rows).map(([id]) => id)
  const writing: OrderCommand[] = [
    { type: 'ship', carrier: 'SF', trackingNumber: 'of Lin', ...BY },
    { type: 'approve_return', returnId: one, sendTo: 'Lin knows', labelUrl: 'https://carrier.example/Lin', ...BY },
    { type: 'refuse_return', returnId: other, reason: 'Lin wore it', ...BY },
    { type: 'receive_return', returnId: one, restock: true, amount: null, ...BY },
    { type: 'refund', amount: 100, reason: 'Lin called', ...BY },
  ]
  for (const command of writing) expect(paper.try(command)).toBeNull()
  expect(JSON.stringify(paper.rows.lists())).not.toContain('Lin')
  expect(returnsOf(paper.rows).map(([, { state }]) => state)).toEqual(['received', 'refused'])
  expect(refundsOf(paper.rows).map(([, { reason }]) => reason)).toEqual(['returned', '-'])
})

test('no personal data is left in an erased order after any history', () => {
  const personal = ['Lin', 'Shanghai', '200000', 'gst_1', 'usr_2', '/back?', 'typed by hand', 'SF123']
  const done = fc.constantFrom<Wish>(
    { type: 'place' },
    { type: 'refuse', by: 'stock' },
    { type: 'expire', by: 'timeout' },
    { type: 'cancel', by: 'gst_1' },
    { type: 'ship', carrier: 'SF', trackingNumber: 'SF123', by: 'usr_admin' },
    { type: 'open_payment', provider: 'simulated', returnUrl: 'https://shop.example/back?lin' },
    { pick: 0, amount: TOTAL, fails: false },
    { pick: 0, amount: TOTAL, fails: true },
    { type: 'refund', amount: 700, reason: 'typed by hand', by: 'usr_admin' },
    { type: 'follow', owner: 'usr_2' },
  )
  fc.assert(
    fc.property(fc.array(done, { maxLength: 12 }), (wishes) => {
      const paper = new Paper()
      paper.try(BEGIN)
      paper.try({ type: 'place' })
      for (const wanted of wishes) paper.try(commandOf(paper.rows, wanted))
      const before = { money: moneyOf(paper.rows), status: paper.status }
      expect(paper.try({ type: 'forget_person' })).toBeNull()
      const text = JSON.stringify(paper.rows.lists())
      for (const each of personal) expect(text).not.toContain(each)
      expect({ money: moneyOf(paper.rows), status: paper.status }).toEqual(before)
    }),
  )
})
