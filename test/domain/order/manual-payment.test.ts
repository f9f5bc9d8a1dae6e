/**
 * Payments that operators report. Invariants: a report counts once, money that does not pay for the order is owed back,
 * and the order waits for a manual payment for the provider's own term, counted from its beginning.
 */
import { describe, expect, it } from 'vitest'
import { historyOf, moneyOf, orderOf, paymentsOf, refundsOf } from '../../../src/domain/order/order.ts'
import { BEGIN, Paper, TOTAL } from './paper.ts'

const DAY = 24 * 3600_000
const OPEN = { type: 'open_payment', provider: 'manual', returnUrl: null, waitMs: 7 * DAY } as const
const PAID = { type: 'mark_paid', by: 'usr_1' } as const

function placed(...commands: readonly Parameters<Paper['try']>[0][]): Paper {
  const paper = new Paper()
  for (const command of [BEGIN, { type: 'place' } as const, ...commands]) expect(paper.try(command)).toBeNull()
  return paper
}

describe('an order with a manual payment', () => {
  it('the order waits for the term of the provider, and opening the payment again does not extend it', () => {
    const paper = placed(OPEN)
    const { createdAt, expiresAt } = orderOf(paper.rows) ?? expect.fail('no order')
    expect(expiresAt).toBe(createdAt + 7 * DAY)
    for (const provider of ['simulated', 'manual']) expect(paper.try({ ...OPEN, provider })).toBeNull()
    expect(orderOf(paper.rows)?.expiresAt).toBe(expiresAt)
    expect(orderOf(placed({ ...OPEN, waitMs: undefined }).rows)?.expiresAt).toBe(BEGIN.expiresAt)
  })

  it('the report of an operator pays the order once, however often it is repeated', () => {
    const paper = placed(OPEN, PAID, PAID, PAID)
    expect(paper.status).toBe('paid')
    expect(historyOf(paper.rows).at(-1)).toMatchObject({ to: 'paid', by: 'usr_1' })
    expect(moneyOf(paper.rows)).toMatchObject({ captured: TOTAL, strays: 0 })
  })

  it('an order without a manual payment refuses the report', () => {
    expect(placed().try(PAID)).toBe('illegal_transition')
    expect(placed({ ...OPEN, provider: 'simulated' }).try(PAID)).toBe('illegal_transition')
  })

  it('money that arrives after the order is cancelled or paid is owed back', () => {
    const late = placed(OPEN, { type: 'cancel', by: 'gst_1' }, PAID)
    expect(late.status).toBe('cancelled')
    expect(moneyOf(late.rows)).toMatchObject({ captured: TOTAL, strays: TOTAL, straysRefunded: 0 })
    const twice = placed(OPEN, { ...OPEN, provider: 'simulated' })
    const online = paymentsOf(twice.rows).at(-1)?.[0] ?? ''
    expect(twice.try({ type: 'payment_succeeded', eventId: 'e', paymentId: online, amount: TOTAL })).toBeNull()
    expect(twice.try(PAID)).toBeNull()
    expect(twice.status).toBe('paid')
    expect(moneyOf(twice.rows)).toMatchObject({ captured: 2 * TOTAL, strays: TOTAL, refundable: TOTAL })
  })
})

describe('a refund of a manual payment', () => {
  it('the operator’s report ends the refund, and the last one ends the order', () => {
    const paper = placed(OPEN, PAID, { type: 'refund', amount: 700, reason: 'x', by: 'usr_1' })
    paper.try({ type: 'cancel', by: 'usr_1' })
    const [first, last] = refundsOf(paper.rows).map(([id]) => id)
    const report = (refundId = '') => paper.try({ type: 'mark_refunded', refundId, by: 'usr_2' })
    expect(report(first)).toBeNull()
    expect(paper.status).toBe('refund_pending')
    for (let times = 0; times < 2; times++) expect(report(last)).toBeNull()
    expect(paper.status).toBe('refunded')
    expect(historyOf(paper.rows).at(-1)).toMatchObject({ to: 'refunded', by: 'usr_2' })
    expect(moneyOf(paper.rows)).toMatchObject({ refunded: TOTAL, refunding: 0 })
  })

  it('a report about another provider’s refund, or about none, is refused', () => {
    const paper = placed({ ...OPEN, provider: 'simulated' })
    const [paymentId = ''] = paymentsOf(paper.rows).map(([id]) => id)
    paper.try({ type: 'payment_succeeded', eventId: 'e', paymentId, amount: TOTAL })
    paper.try({ type: 'cancel', by: 'usr_1' })
    const [refundId = ''] = refundsOf(paper.rows).map(([id]) => id)
    for (const each of [refundId, 'ref_none']) {
      expect(paper.try({ type: 'mark_refunded', refundId: each, by: 'usr_1' })).toBe('unknown_payment')
    }
    expect(paper.status).toBe('refund_pending')
  })
})
