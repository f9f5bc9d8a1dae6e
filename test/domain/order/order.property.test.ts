// Orders on paper: whatever is asked of them in whatever order, a status follows only along the transitions, and money
// adds up: what came in is what paid, what went back, and what is on its way back.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decide, type OrderCommand } from '../../../src/domain/order/decide.ts'
import { orderNumberOf } from '../../../src/domain/order/number.ts'
import { errandOf, historyOf, moneyOf, orderOf, paymentsOf, refundsOf } from '../../../src/domain/order/order.ts'
import { FIRST_STATUS, isAllowed, ORDER_STATUSES, TRANSITIONS } from '../../../src/domain/order/transitions.ts'
import { RowSet } from '../../../src/objects/aggregate/row-set.ts'

const NOW = Date.UTC(2026, 10, 24)
const TOTAL = 2_000

class Paper {
  readonly rows = new RowSet()
  #last = 0

  try(command: OrderCommand): string | null {
    const newId = (prefix: string) => `${prefix}_${String(++this.#last).padStart(4, '0')}`
    const decision = decide(this.rows, command, { now: NOW + this.#last, newId })
    if (!decision.ok) return decision.refusal.code
    this.rows.apply(decision.value)
    return null
  }

  get status() {
    return orderOf(this.rows)?.status
  }
}

const line = (sku: string) => ({
  sku,
  title: sku,
  image: null,
  quantity: 2,
  unitPrice: 500,
  lineTotal: 1_000,
  attributes: { engraving: 'For Lin' },
})

const BEGIN: OrderCommand & { readonly type: 'begin' } = {
  type: 'begin',
  owner: 'gst_1',
  quote: {
    currency: 'CNY',
    lines: [line('tea'), line('cup')],
    totals: { subtotal: TOTAL, discount: 0, shipping: 0, tax: 0, total: TOTAL },
    shippingOption: 'standard',
  },
  contact: {
    address: { name: 'Lin', line1: '1', city: 'Shanghai', postalCode: '200000', country: 'CN' },
    email: 'lin@example.com',
    note: null,
  },
  expiresAt: NOW + 1,
}

type Wish =
  | OrderCommand
  | { readonly pick: number; readonly amount: number; readonly fails: boolean }
  | { readonly done: number }

/** What may be asked; payments and refunds are those that exist by then, or none that ever did. */
const wish: fc.Arbitrary<Wish> = fc.oneof(
  fc.constantFrom<OrderCommand>(
    { type: 'place' },
    { type: 'refuse', by: 'stock' },
    { type: 'expire', by: 'timeout' },
    { type: 'cancel', by: 'gst_1' },
    { type: 'ship', carrier: 'SF', trackingNumber: '1', by: 'usr_1' },
    { type: 'deliver', by: 'usr_1' },
    { type: 'open_payment', provider: 'simulated', returnUrl: null },
    { type: 'open_payment', provider: 'another', returnUrl: null },
    { type: 'refund', amount: null, reason: 'x', by: 'usr_1' },
    { type: 'refund', amount: 700, reason: 'x', by: 'usr_1' },
    { type: 'follow', owner: 'usr_2' },
    { type: 'cart_told' },
  ),
  fc.record({ pick: fc.nat(3), amount: fc.constantFrom(TOTAL, TOTAL, TOTAL, 1), fails: fc.boolean() }),
  fc.record({ done: fc.nat(3) }),
)

function commandOf(rows: RowSet, wanted: Wish): OrderCommand {
  if ('type' in wanted) return wanted
  if ('done' in wanted) {
    const refunds = refundsOf(rows)
    return { type: 'refund_done', refundId: refunds[wanted.done % Math.max(1, refunds.length)]?.[0] ?? 'ref_none' }
  }
  const payments = paymentsOf(rows)
  const paymentId = payments[wanted.pick % Math.max(1, payments.length)]?.[0] ?? 'pay_none'
  if (wanted.fails) return { type: 'payment_failed', eventId: 'e', paymentId }
  return { type: 'payment_succeeded', eventId: `e${wanted.pick}`, paymentId, amount: wanted.amount }
}

test('a status follows only along the transitions, and its history tells every step', () => {
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 40 }), (wishes) => {
      const paper = new Paper()
      paper.try(BEGIN)
      let before = paper.status
      for (const wanted of wishes) {
        paper.try(commandOf(paper.rows, wanted))
        const after = paper.status
        if (before && after && after !== before) expect(isAllowed(before, after)).toBe(true)
        before = after
      }
      const history = historyOf(paper.rows)
      const path = [FIRST_STATUS, ...history.map(({ to }) => to)]
      expect(history.map(({ from }) => from)).toEqual(path.slice(0, -1))
      expect(path.at(-1)).toBe(paper.status)
    }),
  )
})

test('money adds up, and never more goes back than came in', () => {
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 60 }), (wishes) => {
      const paper = new Paper()
      paper.try(BEGIN)
      for (const wanted of wishes) {
        paper.try(commandOf(paper.rows, wanted))
        const { captured, refunded, refunding, strays, refundable } = moneyOf(paper.rows)
        const own = captured - strays
        expect([0, TOTAL]).toContain(own)
        expect(refunded + refunding + refundable).toBe(own)
        expect(refundable).toBeGreaterThanOrEqual(0)
        const stands = ['paid', 'shipped', 'delivered', 'refund_pending', 'refunded'].includes(paper.status ?? '')
        expect(own > 0).toBe(stands)
        if (paper.status === 'refunded') expect(refunded).toBe(TOTAL)
        // No refund is of a payment that did not come in, nor larger than it.
        for (const [, { paymentId, amount }] of refundsOf(paper.rows)) {
          const payment = paymentsOf(paper.rows).find(([id]) => id === paymentId)?.[1]
          expect(payment?.state).toBe('captured')
          expect(amount).toBeLessThanOrEqual(payment?.amount ?? 0)
        }
      }
    }),
  )
})

test('an order of 0 is paid in the write in which it stands, owes its units and its cart that, and never takes money', () => {
  const BEGIN_FREE: OrderCommand = {
    ...BEGIN,
    quote: { ...BEGIN.quote, totals: { subtotal: TOTAL, discount: TOTAL, shipping: 0, tax: 0, total: 0 } },
  }
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 40 }), (wishes) => {
      const paper = new Paper()
      paper.try(BEGIN_FREE)
      for (const wanted of wishes) {
        const before = paper.status
        paper.try(commandOf(paper.rows, wanted))
        expect(paper.status).not.toBe('pending_payment')
        if (before === 'holding' && paper.status === 'paid') {
          expect(historyOf(paper.rows).map(({ to, by }) => [to, by])).toEqual([
            ['pending_payment', 'stock'],
            ['paid', 'nothing_due'],
          ])
          expect(errandOf(paper.rows, 'goods')?.what).toBe('settle')
          expect(errandOf(paper.rows, 'cart')?.what).toBe('sold')
        }
        expect(paymentsOf(paper.rows)).toEqual([])
        expect(refundsOf(paper.rows).every(([, { amount }]) => amount === 0)).toBe(true)
      }
    }),
  )
})

describe('the transitions', () => {
  test('reach every status from the first, and end', () => {
    const reached = new Set([FIRST_STATUS])
    for (const status of reached) for (const next of TRANSITIONS[status]) reached.add(next)
    expect([...reached].sort()).toEqual([...ORDER_STATUSES].sort())
    const ends = ORDER_STATUSES.filter((status) => TRANSITIONS[status].length === 0)
    expect(ends).toEqual(['refused', 'cancelled', 'refunded'])
    // From every status an end can be reached.
    for (const status of ORDER_STATUSES) {
      const ahead = new Set([status])
      for (const each of ahead) for (const next of TRANSITIONS[each]) ahead.add(next)
      expect([...ahead].some((each) => ends.includes(each))).toBe(true)
    }
  })
})

test('a person is forgotten whole, and what was sold stays', () => {
  const paper = new Paper()
  paper.try(BEGIN)
  paper.try({ type: 'place' })
  paper.try({ type: 'forget_person' })
  const text = JSON.stringify(paper.rows.lists())
  for (const personal of ['Lin', 'Shanghai', 'lin@example.com']) expect(text).not.toContain(personal)
  expect(orderOf(paper.rows)).toMatchObject({ owner: null, status: 'pending_payment', totals: { total: TOTAL } })
})

test('an order that has forgotten its person takes no owner again', () => {
  const paper = new Paper()
  paper.try(BEGIN)
  paper.try({ type: 'place' })
  paper.try({ type: 'forget_person' })
  expect(paper.try({ type: 'follow', owner: 'usr_2' })).toBeNull()
  expect(orderOf(paper.rows)).toMatchObject({ owner: null, cart: null })
})

test('whatever was done to an order, nothing of its person is left once it is forgotten', () => {
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

test('a provider settles, declines and refunds its own payments only', () => {
  const paper = new Paper()
  paper.try(BEGIN)
  paper.try({ type: 'place' })
  paper.try({ type: 'open_payment', provider: 'acquirer', returnUrl: null })
  const [paymentId = ''] = paymentsOf(paper.rows)[0] ?? []
  const told = { eventId: 'e', paymentId, provider: 'simulated' }
  expect(paper.try({ type: 'payment_succeeded', ...told, amount: TOTAL })).toBe('unknown_payment')
  expect(paper.try({ type: 'payment_failed', ...told })).toBe('unknown_payment')
  expect(paper.status).toBe('pending_payment')
  expect(paper.try({ type: 'payment_succeeded', ...told, provider: 'acquirer', amount: TOTAL })).toBeNull()
  expect(paper.status).toBe('paid')
  paper.try({ type: 'refund', amount: null, reason: 'x', by: 'usr_1' })
  const [refundId = ''] = refundsOf(paper.rows)[0] ?? []
  expect(paper.try({ type: 'refund_done', refundId, provider: 'simulated' })).toBe('unknown_payment')
  expect(paper.try({ type: 'refund_done', refundId, provider: 'acquirer' })).toBeNull()
  expect(paper.status).toBe('refunded')
})

test('an order of 0 that is cancelled is refunded, although no payment was made for it', () => {
  const paper = new Paper()
  paper.try({
    ...BEGIN,
    quote: { ...BEGIN.quote, totals: { subtotal: TOTAL, discount: TOTAL, shipping: 0, tax: 0, total: 0 } },
  })
  paper.try({ type: 'place' })
  expect(paper.status).toBe('paid')
  paper.try({ type: 'cancel', by: 'usr_1' })
  const [refundId = ''] = refundsOf(paper.rows)[0] ?? []
  expect(paper.try({ type: 'refund_done', refundId })).toBeNull()
  expect(paper.status).toBe('refunded')
})

test('a number tells the day, and can be read out', () => {
  expect(orderNumberOf('ord_01KAT0N0G0ABCDEFGHJKMNPQRS')).toMatch(/^\d{6}-JKMN-PQRS$/)
})

test('an order takes a bounded number of payments and of refunds, and its whole rest can always be given back', () => {
  const paper = new Paper()
  paper.try(BEGIN)
  paper.try({ type: 'place' })
  for (let turn = 0; turn < 200; turn++) {
    paper.try({ type: 'open_payment', provider: turn % 2 ? 'another' : 'simulated', returnUrl: null })
  }
  expect(paymentsOf(paper.rows)).toHaveLength(50)
  const [paymentId = ''] = paymentsOf(paper.rows)[0] ?? []
  expect(paper.try({ type: 'payment_succeeded', eventId: 'e', paymentId, amount: TOTAL })).toBeNull()
  for (let turn = 0; turn < 200; turn++) paper.try({ type: 'refund', amount: 1, reason: 'x', by: 'usr_1' })
  expect(refundsOf(paper.rows)).toHaveLength(100)
  expect(paper.try({ type: 'refund', amount: null, reason: 'x', by: 'usr_1' })).toBeNull()
  expect(moneyOf(paper.rows).refundable).toBe(0)
})
