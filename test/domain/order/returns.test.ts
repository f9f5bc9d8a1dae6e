// Returns in single cases: their term, their money and units, and the messages and texts that they leave.
import { expect, test } from 'vitest'
import type { OrderCommand } from '../../../src/domain/order/decide.ts'
import { moneyOf, orderOf, refundsOf } from '../../../src/domain/order/order.ts'
import { waitingRows } from '../../../src/domain/outbox.ts'
import { orderMailOf } from '../../../src/objects/order/order-mail.ts'
import { BEGIN, TOTAL } from './paper.ts'
import { ask, asked, BY, DAY, delivered, paid, Shop } from './returning.ts'

test('a return is asked for within its term only, and its units are refunded and restocked when they arrive', () => {
  const shop = paid()
  shop.try({ type: 'ship', carrier: 'SF', trackingNumber: '1', ...BY })
  expect(shop.try(ask())).toBe('illegal_transition')
  shop.try({ type: 'deliver', ...BY })
  expect(shop.try(ask())).toBeNull()
  const [returnId = ''] = shop.returns[0] ?? []
  const receive: OrderCommand = { type: 'receive_return', returnId, restock: true, amount: null, ...BY }
  expect(shop.try(receive)).toBe('illegal_transition')
  expect(shop.try({ type: 'approve_return', returnId, sendTo: 'x', ...BY })).toBeNull()
  expect(shop.try(receive)).toBeNull()
  expect(shop.try(receive)).toBe('illegal_transition')
  expect(refundsOf(shop.rows)).toMatchObject([[expect.anything(), { amount: 500, restock: 'wanted', returnId }]])
  shop.try({ type: 'refund_done', refundId: refundsOf(shop.rows)[0]?.[0] ?? '' })
  expect(shop.returns[0]?.[1].state).toBe('refunded')
  expect(orderOf(shop.rows)?.status).toBe('delivered')
  shop.now += 14 * DAY + 1
  expect(shop.try(ask())).toBe('illegal_transition')
})

test('units of a parcel whose term is over stay sold, however many units of a later parcel come back', () => {
  const shop = paid()
  for (const shipment of [1, 2]) {
    const lines = [{ sku: 'tea', quantity: 1 }]
    shop.try({ type: 'ship', carrier: 'SF', trackingNumber: '1', lines, ...BY })
    shop.try({ type: 'deliver', shipment, ...BY })
    shop.now += 8 * DAY
  }
  expect(shop.try(ask())).toBeNull()
  expect(shop.try(ask())).toBe('illegal_transition')
  const [returnId = ''] = shop.returns[0] ?? []
  expect(shop.try({ type: 'refuse_return', returnId, reason: 'x', ...BY })).toBeNull()
  expect(shop.try(ask())).toBeNull()
})

test('a term begins with the delivery of its parcel, and not with its shipment', () => {
  const shop = paid()
  shop.try({ type: 'ship', carrier: 'SF', trackingNumber: '1', ...BY })
  shop.now += 10 * DAY
  shop.try({ type: 'deliver', ...BY })
  shop.now += 13 * DAY
  expect(shop.try(ask())).toBeNull()
})

test('an order takes twenty returns, refused ones too', () => {
  const shop = delivered()
  for (let count = 0; count < 20; count++) {
    expect(shop.try(ask())).toBeNull()
    shop.try({ type: 'refuse_return', returnId: shop.returns.at(-1)?.[0] ?? '', reason: 'worn', ...BY })
  }
  expect(shop.try(ask())).toBe('illegal_transition')
})

test('a return pays back what an earlier refund of an amount has left', () => {
  const shop = delivered()
  shop.try({ type: 'refund', amount: TOTAL - 400, reason: 'x', ...BY })
  const returnId = asked(shop)
  shop.try({ type: 'approve_return', returnId, sendTo: 'x', ...BY })
  expect(shop.try({ type: 'receive_return', returnId, restock: true, amount: null, ...BY })).toBeNull()
  expect(refundsOf(shop.rows).at(-1)?.[1]).toMatchObject({ amount: 400, returnId })
})

test('a unit that came back from an early parcel leaves the term of a later parcel as it is', () => {
  const shop = paid()
  for (const shipment of [1, 2]) {
    const lines = [{ sku: 'tea', quantity: 1 }]
    shop.try({ type: 'ship', carrier: 'SF', trackingNumber: '1', lines, ...BY })
    shop.try({ type: 'deliver', shipment, ...BY })
    if (shipment === 1) expect(shop.try(ask())).toBeNull()
    shop.now += 8 * DAY
  }
  expect(shop.try(ask())).toBeNull()
  expect(shop.try(ask())).toBe('illegal_transition')
})

test('a unit is asked for once, even if the clock goes back between its delivery and the request', () => {
  const shop = delivered()
  shop.now -= 100
  expect([shop.try(ask(2)), shop.try(ask(2))]).toEqual([null, 'illegal_transition'])
})

test('the rest of an order ships, although what came back was worth all the money that was left', () => {
  const shop = paid()
  shop.try({ type: 'ship', carrier: 'SF', trackingNumber: '1', lines: [{ sku: 'tea', quantity: 2 }], ...BY })
  shop.try({ type: 'deliver', shipment: 1, ...BY })
  shop.try({ type: 'refund', amount: TOTAL / 2, reason: 'late', ...BY })
  const returnId = asked(shop, 2)
  shop.try({ type: 'approve_return', returnId, sendTo: 'x', ...BY })
  expect(shop.try({ type: 'receive_return', returnId, restock: true, amount: null, ...BY })).toBeNull()
  expect([moneyOf(shop.rows).refundable, orderOf(shop.rows)?.status]).toEqual([0, 'paid'])
  expect(shop.try({ type: 'ship', carrier: 'SF', trackingNumber: '2', ...BY })).toBeNull()
})

test('a message that approves a return is not sent after its refusal, which has another reason', () => {
  const shop = delivered()
  const returnId = asked(shop)
  const answers = () =>
    waitingRows(shop.rows).flatMap(([id, row]) => {
      const mail = row.to === 'mail' ? orderMailOf('ord_01J00000000000000000000000', shop.rows, id, row) : null
      return mail?.template.startsWith('return_') ? [[mail.template, (mail.data as { answer: string }).answer]] : []
    })
  shop.try({ type: 'approve_return', returnId, sendTo: 'the shop', ...BY })
  expect(answers()).toContainEqual(['return_approved', 'the shop'])
  shop.try({ type: 'refuse_return', returnId, reason: 'never came', ...BY })
  expect(answers().filter(([template]) => template !== 'return_requested')).toEqual([['return_refused', 'never came']])
})

test('an order whose money all went back takes no further return', () => {
  const shop = delivered()
  shop.try({ type: 'refund', amount: null, reason: 'x', ...BY })
  expect(shop.try(ask())).toBe('illegal_transition')
})

test('units that were paid for on delivery come back only when their money has arrived, or for a named amount', () => {
  const shop = new Shop()
  shop.try(BEGIN)
  shop.try({ type: 'place' })
  shop.try({ type: 'open_payment', provider: 'manual', returnUrl: null })
  shop.try({ type: 'ship', carrier: 'SF', trackingNumber: '1', unpaid: true, ...BY })
  shop.try({ type: 'deliver', ...BY })
  const returnId = asked(shop)
  shop.try({ type: 'approve_return', returnId, sendTo: 'x', ...BY })
  const receive: OrderCommand = { type: 'receive_return', returnId, restock: true, amount: null, ...BY }
  expect(shop.try(receive)).toBe('illegal_transition')
  expect(shop.try({ type: 'mark_paid', ...BY })).toBeNull()
  expect(shop.try(receive)).toBeNull()
  expect(refundsOf(shop.rows)).toMatchObject([[expect.anything(), { amount: 500, returnId }]])
})

test('an erasure leaves no text of a return', () => {
  const shop = delivered()
  const returnId = asked(shop, 1, 'Lin is allergic')
  const labelUrl = 'https://carrier.example/Lin'
  shop.try({ type: 'approve_return', returnId, sendTo: 'Lin, come by', labelUrl, ...BY })
  shop.try({ type: 'forget_person' })
  expect(JSON.stringify(shop.rows.lists())).not.toMatch(/Lin/)
})
