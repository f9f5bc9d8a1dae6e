/**
 * The ledger check. Invariants: normal use leaves no difference; each figure that others falsified is reported with its
 * order or SKU; figures in flight are left out, and a late copy is not a difference.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  type ReportBody,
  reportListSchema,
  reportSchema,
  reportSummarySchema,
} from '../../src/contract/answers/reports.ts'
import { sql } from './support/behind.ts'
import { isolate, operator, type Shopper } from './support/client.ts'
import { buying, checked, found, newWare, ordering, settled } from './support/ledger.ts'
import { interceptSends } from './support/objects.ts'
import { type OrderBody, orderObject, orderOf, paid, stockObject } from './support/orders.ts'
import { bindings, record } from './support/shop.ts'
import { DAY, later, MINUTE } from './support/time.ts'

let sku: string
beforeEach(async () => {
  sku = await newWare()
})
afterEach(() => vi.restoreAllMocks())

function act(order: OrderBody, name: string, body: object = {}, by: { call: Shopper['call'] } = operator) {
  const path = name === 'cancel' ? '/v1/orders' : '/v1/admin/orders'
  return by.call('POST', `${path}/${order.id}/${name}`, name === 'cancel' ? undefined : body)
}

const startRun = (by: { call: Shopper['call'] }) => by.call('POST', '/v1/admin/ops/reports', { kind: 'ledger' })

async function run(by: { call: Shopper['call'] } = operator): Promise<ReportBody> {
  for (;;) {
    const reply = await later(MINUTE, () => startRun(by))
    if (reply.status !== 202) {
      expect(reply.status, reply.text).toBe(200)
      return reply.as(reportSchema)
    }
    expect(reply.as(reportSummarySchema)).toMatchObject({ state: 'running', endedAt: null })
  }
}

describe('after checkouts, payments, cancellations and refunds', () => {
  it('the ledger finds no difference, and stores that result', async () => {
    ;(await operator.get('/v1/admin/ops/reports/ledger-1')).refusal(404, 'not_found')
    const [guest, unpaid] = await ordering(sku)
    const [, kept] = await buying(sku, 3)
    const [, cancelled] = await ordering(sku)
    const [owner, refunded] = await buying(sku)
    const [, inPart] = await buying(sku)
    const [, shipped] = await buying(sku, 1)
    expect((await act(unpaid, 'cancel', {}, guest)).status).toBe(200)
    expect((await act(refunded, 'cancel', {}, owner)).status).toBe(200)
    expect((await act(inPart, 'refund', { amount: { amount: 500, currency: 'CNY' }, reason: 'late' })).status).toBe(200)
    expect((await act(shipped, 'ship', { carrier: 'SF', trackingNumber: 'SF1' })).status).toBe(200)
    await vi.waitUntil(async () => (await orderOf(owner, refunded.id)).status === 'refunded', { timeout: 15_000 })
    await settled(sku, unpaid, kept, cancelled, refunded, inPart, shipped)
    const report = await run()
    expect(report).toMatchObject({ kind: 'ledger', state: 'complete', counts: {}, findings: [] })
    expect(report.checked).toEqual({ orders: 6, skus: 1, payments: 4, inFlight: 0, unanswered: 0 })
    const kept2 = await operator.get(`/v1/admin/ops/reports/${report.id}`)
    expect(kept2.as(reportSchema)).toEqual(report)
    const { findings: _, ...summary } = report
    const listed = await operator.get('/v1/admin/ops/reports?kind=ledger')
    expect(listed.as(reportListSchema)).toEqual({ items: [summary], nextCursor: null })
  })

  it('the ledger leaves out orders and units in flight', async () => {
    const [, order] = await ordering(sku)
    const report = await checked({ now: () => Date.now() })
    expect(report.differences).toEqual([])
    await settled(sku, order)
    const young = await checked({ now: () => Date.now() })
    expect(young.differences).toEqual([])
    expect(young.checked.inFlight).toBeGreaterThanOrEqual(2)
    // An order with an open duty is left out for a day; only its own units of the SKU are uncertain.
    const owes = (at: number) =>
      sql(
        `UPDATE orders SET lists = json_set(lists, '$.errands', json('{"cart":{"at":${at},"what":"sold"}}')),
        settling = 1, captured_amount = 7 WHERE id = ?1`,
        order.id,
      )
    await owes(Date.now())
    expect(await found(`order:${order.id}`, `sku:${sku}`)).toEqual([])
    await sql('UPDATE stock SET held = held + 1 WHERE id = ?1', sku)
    expect(await found(`sku:${sku}`)).toEqual(['product_held 3 2', 'stock_held 2 3'])
    const long = Date.now() - DAY
    await owes(long)
    expect(await found(`order:${order.id}`)).toEqual([
      'order_captured 0 7',
      `order_stuck settled settling since ${new Date(long).toISOString()}`,
    ])
  })
})

describe('a wrong figure in the record', () => {
  it('a wrong figure is reported with its SKU, and units that others added are not', async () => {
    const [, order] = await buying(sku)
    await settled(sku, order)
    const subject = `sku:${sku}`
    await sql('UPDATE products SET on_hand = on_hand + 7 WHERE sku = ?1', sku)
    expect(await found(subject)).toEqual([])
    const falsified = async (statement: string, back: string, ...kinds: readonly string[]) => {
      await sql(statement, sku)
      expect(await found(subject), statement).toEqual(kinds)
      await sql(back, sku)
      expect(await found(subject), back).toEqual([])
    }
    const one = (table: string, column: string, key: string) =>
      ['+', '-'].map((sign) => `UPDATE ${table} SET ${column} = ${column} ${sign} 1 WHERE ${key} = ?1`) as [
        string,
        string,
      ]
    await falsified(...one('stock', 'sold', 'id'), 'stock_sold 2 3', 'stock_sum -3 -2')
    await falsified(...one('stock', 'held', 'id'), 'product_held 1 0', 'stock_held 0 1')
    await falsified(...one('stock', 'received', 'id'), 'stock_sum -1 -2')
    await falsified(...one('products', 'object_on_hand', 'sku'), 'product_units -2 -1')
    await falsified(...one('products', 'held', 'sku'), 'product_held 0 1')
    await falsified(...one('order_lines', 'units_sold', 'sku'), 'stock_sold 3 2')
    await falsified(...one('order_lines', 'units_held', 'sku'), 'stock_held 1 0')
    const copy = await stockObject(sku).snapshot()
    await sql('DELETE FROM stock WHERE id = ?1', sku)
    expect(await found(subject)).toEqual(['stock_missing present absent'])
    if (copy) await record.putCopies('stock', [copy])
    expect(await found(subject)).toEqual([])
  })

  it('a wrong figure is reported with its order', async () => {
    const [, order] = await buying(sku)
    await settled(sku, order)
    const subject = `order:${order.id}`
    const falsified = async (change: string, ...kinds: readonly string[]) => {
      const kept = await bindings.RECORD.prepare('SELECT * FROM orders WHERE id = ?1').bind(order.id).first()
      await sql(`UPDATE orders SET ${change} WHERE id = ?1`, order.id)
      expect(await found(subject), change).toEqual(kinds)
      const { lists, status, total_amount, captured_amount, refunded_amount, settling } = kept ?? {}
      await sql(
        `UPDATE orders SET lists = ?2, status = ?3, total_amount = ?4, captured_amount = ?5, refunded_amount = ?6,
          settling = ?7 WHERE id = ?1`,
        ...[order.id, lists, status, total_amount, captured_amount, refunded_amount, settling],
      )
    }
    const total = order.totals.total.amount
    await falsified('captured_amount = captured_amount - 1', `order_captured ${total} ${total - 1}`)
    await falsified('refunded_amount = 5', 'order_refunded 0 5')
    await falsified('total_amount = 1', `order_total ${total} 1`)
    await falsified("status = 'delivered'", 'order_status paid delivered')
    await falsified('settling = 1', 'order_settling 0 1')
    await falsified("lists = 'gone'", 'order_unreadable readable unreadable')
    await falsified(
      `lists = json_set(lists, '$.order.me.totals.total', 1), total_amount = 1`,
      ...[`order_money 1 ${total}`, `order_sum ${total} 1`],
    )
    expect(await found(subject)).toEqual([])
  })

  it('a wrong figure is reported with its payment, when the provider says something else', async () => {
    const [, order, paymentId] = await buying(sku)
    await settled(sku, order)
    const statement = async () => ({ captured: 1, refunded: 0 })
    const { differences } = await checked({ providers: { simulated: { statement } } })
    const total = order.totals.total.amount
    expect(differences).toContainEqual({
      ...{ kind: 'payment_captured', subject: `payment:${paymentId}` },
      ...{ expected: total, found: 1 },
    })
    // Money that the provider never received.
    const [shopper, other] = await ordering(sku)
    const unknown = await paid(shopper, other)
    await settled(sku, other)
    expect(await found(`payment:${unknown}`)).toEqual([`payment_captured ${total} 0`])
  })
})

describe('a late copy', () => {
  it('a late copy is not a difference, because the objects have the current state', async () => {
    const [shopper, order] = await ordering(sku)
    await settled(sku, order)
    // From now on no copy reaches the record.
    interceptSends()
    await paid(shopper, order)
    const copy = await stockObject(sku).snapshot()
    if (!copy) throw new Error('no stock')
    await record.putCopies('stock', [copy])
    // The stock's copy has arrived, and the order's has not.
    expect(await found(`order:${order.id}`)).toEqual([])
    const looks: number[] = []
    const snapshot = await orderObject(order.id).snapshot()
    const pause = async (ms: number) => {
      looks.push(ms)
      if (snapshot && looks.length === 2) await record.putCopies('order', [snapshot])
    }
    const { differences } = await checked({ pause })
    expect(looks).toEqual([3_000, 12_000])
    expect(differences.filter(({ subject }) => subject === `sku:${sku}`)).toEqual([])
  })

  it('a late copy of stock is judged by the counts of its object', async () => {
    const [shopper, order] = await ordering(sku)
    await settled(sku, order)
    interceptSends()
    await paid(shopper, order)
    const snapshot = await orderObject(order.id).snapshot()
    if (!snapshot) throw new Error('no order')
    await record.putCopies('order', [snapshot])
    expect(await found(`sku:${sku}`, `order:${order.id}`)).toEqual([])
  })
})

describe('the ledger check', () => {
  it('the check raises alerts for its differences, and answers them again', async () => {
    await buying(sku).then(([, order]) => settled(sku, order))
    await sql('UPDATE products SET object_on_hand = object_on_hand + 1 WHERE sku = ?1', sku)
    const log = vi.spyOn(console, 'log').mockReturnValue()
    // An isolate of its own, so that its log has only the lines of this run.
    const report = await run(operator.through(isolate({ LOG_LEVEL: 'info' })))
    const mine = { kind: 'product_units', subject: `sku:${sku}`, expected: -2, found: -1 }
    expect(report.findings).toContainEqual(expect.objectContaining({ ...mine, action: 'none' }))
    expect(report.counts).toMatchObject({ product_units: 1 })
    const lines = log.mock.calls.map(([line]) => JSON.parse(String(line)) as object)
    expect(lines).toContainEqual(expect.objectContaining({ event: 'ledger.difference', alert: true, ...mine }))
    expect((await operator.get(`/v1/admin/ops/reports/${report.id}`)).as(reportSchema)).toEqual(report)
  })

  it('the check is 503 while another one runs, and while Redis cannot answer', async () => {
    const vars = { UPSTASH_REDIS_REST_URL: 'https://redis.test', UPSTASH_REDIS_REST_TOKEN: 'token' }
    const fetching = vi.spyOn(globalThis, 'fetch')
    fetching.mockImplementation(async () => Response.json({ result: null }))
    const busy = await startRun(operator.through(isolate(vars)))
    expect(busy.refusal(503, 'unavailable').detail).toMatch(/already running/)
    expect(busy.headers.get('retry-after')).toBe('10')
    fetching.mockRejectedValue(new Error('down'))
    const silent = await startRun(operator.through(isolate(vars)))
    silent.refusal(503, 'unavailable')
  })

  it('the check ends when its lock is lost', async () => {
    await expect(checked({ signal: AbortSignal.abort(new Error('lost')) })).rejects.toThrow('lost')
  })

  it('the check counts unanswered statements, and stops asking a provider after some failures', async () => {
    const statement = vi.fn(async () => Promise.reject(new Error('down')))
    const { differences, checked: counts } = await checked({ providers: { simulated: { statement } } })
    expect(counts.unanswered).toBeGreaterThan(10)
    expect(statement.mock.calls.length).toBeLessThan(counts.unanswered)
    expect(differences.filter(({ kind }) => kind.startsWith('payment_'))).toEqual([])
  })
})
