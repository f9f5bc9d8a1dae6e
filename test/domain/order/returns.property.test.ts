// Returns. Invariants: no unit is in two returns, or in one and in another refund; money and units go back once, never
// more than was paid and delivered; a return follows its own transitions.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decide, type OrderCommand } from '../../../src/domain/order/decide.ts'
import { moneyOf, orderOf, paymentsOf, refundsOf } from '../../../src/domain/order/order.ts'
import { RETURN_STATES, returnsOf } from '../../../src/domain/order/return.ts'
import { RETURN_TRANSITIONS } from '../../../src/domain/order/returns.ts'
import { shipmentsOf } from '../../../src/domain/order/shipment.ts'
import { partsOf, returnableOf } from '../../../src/domain/order/units.ts'
import { waitingRows } from '../../../src/domain/outbox.ts'
import { RowSet } from '../../../src/objects/aggregate/row-set.ts'
import { orderMailOf } from '../../../src/objects/order/order-mail.ts'
import { BEGIN, TOTAL } from './paper.ts'

const DAY = 24 * 3600_000
const BY = { by: 'usr_1' } as const
const SKUS = ['tea', 'cup'] as const

class Shop {
  readonly rows = new RowSet()
  now = 1_000
  #last = 0

  try(command: OrderCommand): string | null {
    const newId = (prefix: string) => `${prefix}_${String(++this.#last).padStart(4, '0')}`
    const decision = decide(this.rows, command, { now: this.now, newId, returnMs: 14 * DAY })
    if (!decision.ok) return decision.refusal.code
    this.rows.apply(decision.value)
    return null
  }

  get returns() {
    return returnsOf(this.rows)
  }

  returnable(now: number) {
    const status = orderOf(this.rows)?.status ?? 'refused'
    return returnableOf({ ...partsOf(this.rows), status, returns: this.returns }, now)
  }
}

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

function paid(): Shop {
  const shop = new Shop()
  shop.try(BEGIN)
  shop.try({ type: 'place' })
  shop.try({ type: 'open_payment', provider: 'simulated', returnUrl: null })
  const [paymentId = ''] = paymentsOf(shop.rows)[0] ?? []
  shop.try({ type: 'payment_succeeded', eventId: 'e', paymentId, amount: TOTAL })
  return shop
}

const unitsIn = (lines: readonly { readonly sku: string; readonly quantity: number }[], sku: string) =>
  lines.reduce((sum, line) => sum + (line.sku === sku ? line.quantity : 0), 0)

test('units and money of returns go back once, and never more than was delivered and paid', () => {
  let received = 0
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 40, size: 'max' }), fc.boolean(), (steps, isDelivered) => {
      const shop = paid()
      if (isDelivered) {
        shop.try({ type: 'ship', carrier: 'SF', trackingNumber: '1', ...BY })
        shop.try({ type: 'deliver', ...BY })
      }
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

test('a return is asked for within its term only, and its units are refunded and restocked when they arrive', () => {
  const shop = paid()
  shop.try({ type: 'ship', carrier: 'SF', trackingNumber: '1', ...BY })
  const ask: OrderCommand = { type: 'request_return', lines: [{ sku: 'tea', quantity: 1 }], reason: 'x', ...BY }
  expect(shop.try(ask)).toBe('illegal_transition')
  shop.try({ type: 'deliver', ...BY })
  expect(shop.try(ask)).toBeNull()
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
  expect(shop.try(ask)).toBe('illegal_transition')
})

test('units of a parcel whose term is over stay sold, however many units of a later parcel come back', () => {
  const shop = paid()
  const ask: OrderCommand = { type: 'request_return', lines: [{ sku: 'tea', quantity: 1 }], reason: 'x', ...BY }
  for (const shipment of [1, 2]) {
    const lines = [{ sku: 'tea', quantity: 1 }]
    shop.try({ type: 'ship', carrier: 'SF', trackingNumber: '1', lines, ...BY })
    shop.try({ type: 'deliver', shipment, ...BY })
    shop.now += 8 * DAY
  }
  expect(shop.try(ask)).toBeNull()
  expect(shop.try(ask)).toBe('illegal_transition')
  const [returnId = ''] = shop.returns[0] ?? []
  expect(shop.try({ type: 'refuse_return', returnId, reason: 'x', ...BY })).toBeNull()
  expect(shop.try(ask)).toBeNull()
})

test('a term begins with the delivery of its parcel, and not with its shipment', () => {
  const shop = paid()
  shop.try({ type: 'ship', carrier: 'SF', trackingNumber: '1', ...BY })
  shop.now += 10 * DAY
  shop.try({ type: 'deliver', ...BY })
  shop.now += 13 * DAY
  const ask: OrderCommand = { type: 'request_return', lines: [{ sku: 'tea', quantity: 1 }], reason: 'x', ...BY }
  expect(shop.try(ask)).toBeNull()
})

test('an order takes twenty returns, refused ones too', () => {
  const shop = paid()
  shop.try({ type: 'ship', carrier: 'SF', trackingNumber: '1', ...BY })
  shop.try({ type: 'deliver', ...BY })
  const ask: OrderCommand = { type: 'request_return', lines: [{ sku: 'tea', quantity: 1 }], reason: 'x', ...BY }
  for (let count = 0; count < 20; count++) {
    expect(shop.try(ask)).toBeNull()
    shop.try({ type: 'refuse_return', returnId: shop.returns.at(-1)?.[0] ?? '', reason: 'worn', ...BY })
  }
  expect(shop.try(ask)).toBe('illegal_transition')
})

test('a return pays back what an earlier refund of an amount has left', () => {
  const shop = paid()
  shop.try({ type: 'ship', carrier: 'SF', trackingNumber: '1', ...BY })
  shop.try({ type: 'deliver', ...BY })
  shop.try({ type: 'refund', amount: TOTAL - 400, reason: 'x', ...BY })
  shop.try({ type: 'request_return', lines: [{ sku: 'tea', quantity: 1 }], reason: 'x', ...BY })
  const [returnId = ''] = shop.returns[0] ?? []
  shop.try({ type: 'approve_return', returnId, sendTo: 'x', ...BY })
  expect(shop.try({ type: 'receive_return', returnId, restock: true, amount: null, ...BY })).toBeNull()
  expect(refundsOf(shop.rows).at(-1)?.[1]).toMatchObject({ amount: 400, returnId })
})

test('a unit that came back from an early parcel leaves the term of a later parcel as it is', () => {
  const shop = paid()
  const ask: OrderCommand = { type: 'request_return', lines: [{ sku: 'tea', quantity: 1 }], reason: 'x', ...BY }
  for (const shipment of [1, 2]) {
    const lines = [{ sku: 'tea', quantity: 1 }]
    shop.try({ type: 'ship', carrier: 'SF', trackingNumber: '1', lines, ...BY })
    shop.try({ type: 'deliver', shipment, ...BY })
    if (shipment === 1) expect(shop.try(ask)).toBeNull()
    shop.now += 8 * DAY
  }
  expect(shop.try(ask)).toBeNull()
  expect(shop.try(ask)).toBe('illegal_transition')
})

test('a unit is asked for once, even if the clock goes back between its delivery and the request', () => {
  const shop = paid()
  shop.try({ type: 'ship', carrier: 'SF', trackingNumber: '1', ...BY })
  shop.try({ type: 'deliver', ...BY })
  shop.now -= 100
  const ask: OrderCommand = { type: 'request_return', lines: [{ sku: 'tea', quantity: 2 }], reason: 'x', ...BY }
  expect([shop.try(ask), shop.try(ask)]).toEqual([null, 'illegal_transition'])
})

test('the rest of an order ships, although what came back was worth all the money that was left', () => {
  const shop = paid()
  shop.try({ type: 'ship', carrier: 'SF', trackingNumber: '1', lines: [{ sku: 'tea', quantity: 2 }], ...BY })
  shop.try({ type: 'deliver', shipment: 1, ...BY })
  shop.try({ type: 'refund', amount: TOTAL / 2, reason: 'late', ...BY })
  shop.try({ type: 'request_return', lines: [{ sku: 'tea', quantity: 2 }], reason: 'x', ...BY })
  const [returnId = ''] = shop.returns[0] ?? []
  shop.try({ type: 'approve_return', returnId, sendTo: 'x', ...BY })
  expect(shop.try({ type: 'receive_return', returnId, restock: true, amount: null, ...BY })).toBeNull()
  expect([moneyOf(shop.rows).refundable, orderOf(shop.rows)?.status]).toEqual([0, 'paid'])
  expect(shop.try({ type: 'ship', carrier: 'SF', trackingNumber: '2', ...BY })).toBeNull()
})

test('a message that approves a return is not sent after its refusal, which has another reason', () => {
  const shop = paid()
  shop.try({ type: 'ship', carrier: 'SF', trackingNumber: '1', ...BY })
  shop.try({ type: 'deliver', ...BY })
  shop.try({ type: 'request_return', lines: [{ sku: 'tea', quantity: 1 }], reason: 'x', ...BY })
  const [returnId = ''] = shop.returns[0] ?? []
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
  const shop = paid()
  shop.try({ type: 'ship', carrier: 'SF', trackingNumber: '1', ...BY })
  shop.try({ type: 'deliver', ...BY })
  shop.try({ type: 'refund', amount: null, reason: 'x', ...BY })
  const ask: OrderCommand = { type: 'request_return', lines: [{ sku: 'tea', quantity: 1 }], reason: 'x', ...BY }
  expect(shop.try(ask)).toBe('illegal_transition')
})

test('units that were paid for on delivery come back only when their money has arrived, or for a named amount', () => {
  const shop = new Shop()
  shop.try(BEGIN)
  shop.try({ type: 'place' })
  shop.try({ type: 'open_payment', provider: 'manual', returnUrl: null })
  shop.try({ type: 'ship', carrier: 'SF', trackingNumber: '1', unpaid: true, ...BY })
  shop.try({ type: 'deliver', ...BY })
  shop.try({ type: 'request_return', lines: [{ sku: 'tea', quantity: 1 }], reason: 'x', ...BY })
  const [returnId = ''] = shop.returns[0] ?? []
  shop.try({ type: 'approve_return', returnId, sendTo: 'x', ...BY })
  const receive: OrderCommand = { type: 'receive_return', returnId, restock: true, amount: null, ...BY }
  expect(shop.try(receive)).toBe('illegal_transition')
  expect(shop.try({ type: 'mark_paid', ...BY })).toBeNull()
  expect(shop.try(receive)).toBeNull()
  expect(refundsOf(shop.rows)).toMatchObject([[expect.anything(), { amount: 500, returnId }]])
})

test('an erasure leaves no text of a return', () => {
  const shop = paid()
  shop.try({ type: 'ship', carrier: 'SF', trackingNumber: '1', ...BY })
  shop.try({ type: 'deliver', ...BY })
  shop.try({ type: 'request_return', lines: [{ sku: 'tea', quantity: 1 }], reason: 'Lin is allergic', ...BY })
  const [returnId = ''] = shop.returns[0] ?? []
  const labelUrl = 'https://carrier.example/Lin'
  shop.try({ type: 'approve_return', returnId, sendTo: 'Lin, come by', labelUrl, ...BY })
  shop.try({ type: 'forget_person' })
  expect(JSON.stringify(shop.rows.lists())).not.toMatch(/Lin/)
})
