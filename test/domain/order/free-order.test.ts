// Orders of 0 that an earlier release left waiting for a payment. Invariant: their time-out does not cancel them.
import { describe, expect, it } from 'vitest'
import type { Json } from '../../../src/domain/copy.ts'
import { decide } from '../../../src/domain/order/decide.ts'
import { DUTIES, ORDER, type OrderRow } from '../../../src/domain/order/order.ts'
import { viewOf } from '../../../src/domain/rows.ts'
import { PaperShop } from '../ledger/paper-shop.ts'

function overdue(total: number) {
  const [order] = new PaperShop(9, 0, [{ quantities: { tea: 1, cup: 1, jar: 1 }, happenings: [] }]).orders
  const lists = structuredClone(order?.lists) as Record<string, Record<string, Json>>
  const row = lists[ORDER]?.me as OrderRow
  lists[ORDER] = { me: { ...row, totals: { ...row.totals, total } } }
  const moment = { now: row.expiresAt, newId: (prefix: string) => `${prefix}_1` }
  const decision = decide(viewOf(lists), { type: 'expire', by: 'timeout' }, moment)
  if (!decision.ok) throw new Error(decision.refusal.code)
  const written = (list: string, key: string) =>
    decision.value.find((change) => change.list === list && change.key === key)?.value
  return { status: (written(ORDER, 'me') as OrderRow).status, cart: written(DUTIES, 'cart') }
}

describe('an order that was not paid in time', () => {
  it('an overdue order of 0 becomes paid, and sells its lines', () => {
    expect(overdue(0)).toMatchObject({ status: 'paid', cart: { what: 'sold' } })
  })

  it('an overdue order with an amount due is cancelled', () => {
    expect(overdue(1)).toMatchObject({ status: 'cancelled', cart: { what: 'back' } })
  })
})
