// Invariant: only money in the order's own currency pays for it; the same number in another currency goes back.
import { describe, expect, it } from 'vitest'
import type { Json } from '../../../src/domain/copy.ts'
import { decide, type OrderCommand } from '../../../src/domain/order/decide.ts'
import { orderOf, paymentsOf, refundsOf } from '../../../src/domain/order/order.ts'
import { openPayment } from '../../../src/domain/order/payment.ts'
import { type RowsView, viewOf } from '../../../src/domain/rows.ts'
import { PaperShop } from '../ledger/paper-shop.ts'

/** An unpaid order of 1,300 CNY with an open payment. */
function unpaid() {
  const [order] = new PaperShop(9, 0, [{ quantities: { tea: 1, cup: 1, jar: 1 }, happenings: [] }]).orders
  const lists = structuredClone(order?.lists) as Record<string, Record<string, Json>>
  let ids = 0
  const tell = (command: OrderCommand) => {
    const decision = decide(viewOf(lists), command, { now: 1, newId: (prefix) => `${prefix}_${++ids}` })
    if (!decision.ok) throw new Error(decision.refusal.code)
    for (const { list, key, value } of decision.value) {
      const rows = lists[list] ?? {}
      lists[list] = rows
      if (value === null) delete rows[key]
      else rows[key] = value
    }
    return viewOf(lists)
  }
  return { tell, opened: tell({ type: 'open_payment', provider: 'simulated', returnUrl: null }) }
}

function pay(currency: string | undefined): RowsView {
  const { tell, opened } = unpaid()
  const [paymentId = ''] = openPayment(opened) ?? []
  const amount = orderOf(opened)?.totals.total ?? 0
  return tell({ type: 'payment_succeeded', eventId: 'evt_1', paymentId, amount, currency })
}

describe('fault 62: a payment of the right number in another currency or its own', () => {
  it.each(['CNY', undefined])(
    'a payment in the order’s currency, or in an event without one (%s), pays the order',
    (currency) => {
      const rows = pay(currency)
      expect(orderOf(rows)?.status).toBe('paid')
      expect(refundsOf(rows)).toEqual([])
      expect(paymentsOf(rows)[0]?.[1]).not.toHaveProperty('currency')
    },
  )

  it.each(['USD', 'JPY', 'cny'])('a payment in another currency (%s) pays nothing and goes back', (currency) => {
    const rows = pay(currency)
    const order = orderOf(rows)
    expect(order?.status).toBe('pending_payment')
    expect(paymentsOf(rows).map(([, payment]) => payment)).toMatchObject([{ state: 'captured', currency }])
    const amount = order?.totals.total
    expect(refundsOf(rows).map(([, refund]) => refund)).toMatchObject([
      { amount, reason: 'wrong_currency', stray: true, state: 'wanted' },
    ])
  })
})
