// Orders whose person is forgotten. Invariant: no personal data stays, after any commands, and money and status stay.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { moneyOf, orderOf, refundsOf } from '../../../src/domain/order/order.ts'
import { BEGIN, commandOf, Paper, TOTAL, type Wish } from './paper.ts'

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
