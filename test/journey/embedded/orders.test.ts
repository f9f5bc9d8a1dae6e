/**
 * Orders on the embedded default: the record on D1, no Redis.
 * Invariant: answered writes survive the end of the process at any moment, and orders continue from their state.
 */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { OrderBody } from '../../../src/contract/answers/orders.ts'
import { productsForSale } from '../support/drive.ts'
import {
  amount,
  checkOut,
  guestWith,
  linesOf,
  openPayment,
  ordered,
  orderIn,
  orderOf,
  paid,
  press,
  statuses,
  unitsOf,
  untilBalanced,
  untilOrder,
  untilRecorded,
} from '../support/orders.ts'
import { anybody, newAdmin, type Shopper } from '../support/shopper.ts'
import { startWorker, type Worker } from '../support/worker.ts'

let dataDir: string
let worker: Worker
let admin: Shopper
let skus: readonly [string, string, string, string]
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'pannier-journey-'))
  worker = await startWorker({ dataDir, demo: true })
  admin = await newAdmin(worker.url)
  skus = await productsForSale(worker.url)
})
afterAll(async () => {
  await worker?.stop()
  await rm(dataDir, { recursive: true, force: true })
})

async function sql(statement: string): Promise<readonly Record<string, unknown>[]> {
  const { results } = await (await worker.database()).prepare(statement).all<Record<string, unknown>>()
  return results
}

it('an order goes from a cart to a delivery and a partial refund, and D1 holds all of it', async () => {
  const [sku] = skus
  const { onHand } = await unitsOf(admin, sku)
  const guest = await guestWith(worker.url, { [sku]: 2 })
  const order = await ordered(guest)
  const total = order.totals.total.amount
  await untilRecorded(sql, sku, { onHand, held: 2, sold: 0 })
  await paid(guest, order.id)
  await untilRecorded(sql, sku, { onHand: onHand - 2, sold: 2 })
  const act = admin.api.v1.admin.orders[':id']
  const param = { id: order.id }
  await orderIn(act.ship.$post({ param, json: { carrier: 'SF Express', trackingNumber: 'SF1' } }))
  await orderIn(act.deliver.$post({ param }))
  await orderIn(act.refund.$post({ param, json: { amount: amount(100), reason: 'a scratch' } }))
  const done = await untilOrder(guest, order.id, { payment: { refunded: amount(100), refunding: amount(0) } })
  expect(statuses(done)).toEqual(['pending_payment', 'paid', 'shipped', 'delivered'])
  const row = { status: 'delivered', total_amount: total, captured_amount: total, refunded_amount: 100, settling: 0 }
  const recorded = async () =>
    expect(await sql(`select * from orders where id = '${order.id}'`)).toEqual([expect.objectContaining(row)])
  await vi.waitFor(recorded, { timeout: 15_000, interval: 100 })
  const ranked = async () => {
    expect(await sql(`select purchases from product_heat_days where sku = '${sku}'`)).toEqual([{ purchases: 1 }])
    const rank = await anybody(worker.url).v1.rankings.hot[':sku'].$get({ param: { sku }, query: {} })
    expect((await rank.json()).score).toBeGreaterThanOrEqual(20)
  }
  await vi.waitFor(ranked, { timeout: 20_000, interval: 200 })
  await untilBalanced(admin)
})

it('an order survives a restart with its key, its pending payment and its held units', async () => {
  const [, left, bought] = skus
  const guest = await guestWith(worker.url, { [left]: 1, [bought]: 1 })
  const key = randomUUID()
  const waiting = await orderIn(checkOut(guest, { skus: [left] }, key), 201)
  const other = await ordered(guest, { skus: [bought] })
  // The order learns of its payment only after the restart.
  await press(await openPayment(guest, other.id), 'approve', { delaySeconds: 1 })
  const before = await unitsOf(admin, left)

  await worker.stop()
  worker = await startWorker({ dataDir })
  const again = guest.at(worker.url)
  const paidNow = await untilOrder(again, other.id, { status: 'paid' })
  expect(paidNow.payment.captured).toEqual(other.totals.total)
  const replayed = await checkOut(again, { skus: [left] }, key)
  expect(replayed.headers.get('idempotency-replayed')).toBe('true')
  expect(await orderIn(replayed, 201)).toEqual(await orderOf(again, waiting.id))
  expect(await unitsOf(admin.at(worker.url), left)).toEqual(before)
  const list = await (await again.api.v1.orders.$get({ query: {} })).json()
  expect(list.items.map(({ id }: OrderBody) => id).sort()).toEqual([waiting.id, other.id].sort())
  await orderIn(again.api.v1.orders[':id'].cancel.$post({ param: { id: waiting.id } }))
  expect(await linesOf(again)).toEqual([[left, 1]])
  expect(await unitsOf(admin.at(worker.url), left)).toMatchObject({ held: 0, available: before.available + 1 })
  await untilBalanced(admin.at(worker.url))
})
