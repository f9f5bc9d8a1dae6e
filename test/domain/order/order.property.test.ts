// Orders without a platform, under any commands. Invariants: a status follows only along the transitions, and money
// adds up: money received equals money that paid, money given back, and money on its way back.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { OrderCommand } from '../../../src/domain/order/decide.ts'
import { orderNumberOf } from '../../../src/domain/order/number.ts'
import { dutyOf, historyOf, moneyOf, paymentsOf, refundsOf } from '../../../src/domain/order/order.ts'
import { FIRST_STATUS, isAllowed, ORDER_STATUSES, TRANSITIONS } from '../../../src/domain/order/transitions.ts'
import { BEGIN, commandOf, Paper, TOTAL, wish } from './paper.ts'

test('a status follows only along the transitions, and the history has every step', () => {
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
        // Each refund belongs to a captured payment and does not exceed it.
        for (const [, { paymentId, amount }] of refundsOf(paper.rows)) {
          const payment = paymentsOf(paper.rows).find(([id]) => id === paymentId)?.[1]
          expect(payment?.state).toBe('captured')
          expect(amount).toBeLessThanOrEqual(payment?.amount ?? 0)
        }
      }
    }),
  )
})

test('an order of 0 is paid by the write that places it, has the duties of a paid order, and never takes money', () => {
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
          expect(dutyOf(paper.rows, 'goods')?.what).toBe('settle')
          expect(dutyOf(paper.rows, 'cart')?.what).toBe('sold')
        }
        expect(paymentsOf(paper.rows)).toEqual([])
        expect(refundsOf(paper.rows).every(([, { amount }]) => amount === 0)).toBe(true)
      }
    }),
  )
})

describe('the transitions', () => {
  test('the transitions reach every status from the first, and lead to an end', () => {
    const reached = new Set([FIRST_STATUS])
    for (const status of reached) for (const next of TRANSITIONS[status]) reached.add(next)
    expect([...reached].sort()).toEqual([...ORDER_STATUSES].sort())
    const ends = ORDER_STATUSES.filter((status) => TRANSITIONS[status].length === 0)
    expect(ends).toEqual(['refused', 'cancelled', 'refunded'])
    // An end can be reached from every status.
    for (const status of ORDER_STATUSES) {
      const ahead = new Set([status])
      for (const each of ahead) for (const next of TRANSITIONS[each]) ahead.add(next)
      expect([...ahead].some((each) => ends.includes(each))).toBe(true)
    }
  })
})

test('a provider settles, declines and refunds its own payments only', () => {
  const paper = new Paper()
  paper.try(BEGIN)
  paper.try({ type: 'place' })
  paper.try({ type: 'open_payment', provider: 'acquirer', returnUrl: null })
  const [paymentId = ''] = paymentsOf(paper.rows)[0] ?? []
  const event = { eventId: 'e', paymentId, provider: 'simulated' }
  expect(paper.try({ type: 'payment_succeeded', ...event, amount: TOTAL })).toBe('unknown_payment')
  expect(paper.try({ type: 'payment_failed', ...event })).toBe('unknown_payment')
  expect(paper.status).toBe('pending_payment')
  expect(paper.try({ type: 'payment_succeeded', ...event, provider: 'acquirer', amount: TOTAL })).toBeNull()
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

test('an order number contains the day, and can be read aloud', () => {
  expect(orderNumberOf('ord_01KAT0N0G0ABCDEFGHJKMNPQRS')).toMatch(/^\d{6}-JKMN-PQRS$/)
})

test('an order takes a bounded number of payments and refunds, and its whole rest can always be given back', () => {
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
