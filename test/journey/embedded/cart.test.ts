/** The cart on the embedded default: the record on D1, no Redis. Answered writes survive a restart. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { heldBy, heldByRecord } from '../support/copies.ts'
import { driveCart, productsForSale } from '../support/drive.ts'
import { anybody, cartOf, newGuest, type Seen, type Shopper } from '../support/shopper.ts'
import { startWorker, type Worker } from '../support/worker.ts'

let dataDir: string
let worker: Worker
let shopper: Shopper
let seen: Seen
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'pannier-journey-'))
  worker = await startWorker({ dataDir, demo: true })
})
afterAll(async () => {
  await worker?.stop()
  await rm(dataDir, { recursive: true, force: true })
})

async function sql(statement: string): Promise<readonly Record<string, unknown>[]> {
  const { results } = await (await worker.database()).prepare(statement).all<Record<string, unknown>>()
  return results
}

it('object and D1 hold the same cart after every kind of write', async () => {
  shopper = await newGuest(worker.url)
  seen = await driveCart(shopper, await productsForSale(worker.url))
  await vi.waitFor(async () => expect(await heldByRecord(sql, shopper.id)).toEqual(heldBy(seen)), {
    timeout: 15_000,
    interval: 50,
  })
})

it('the worker is ready while Redis is off', async () => {
  const response = await anybody(worker.url).readyz.$get()
  expect(await response.json()).toMatchObject({
    status: 'ready',
    tiers: { record: { status: 'up', breaker: 'closed' }, l2: { status: 'off', breaker: null } },
  })
})

it('the shopper has the same cart, history and undo after a restart', async () => {
  const { cart } = shopper.api.v1
  const history = await (await cart.history.$get({ query: {} })).json()
  await worker.stop()
  worker = await startWorker({ dataDir })
  const again = shopper.at(worker.url).api.v1.cart
  expect(await cartOf(again.$get())).toEqual(seen)
  expect(await (await again.history.$get({ query: {} })).json()).toEqual(history)
  const undone = await cartOf(again.undo.$post())
  expect(undone.cart.items.every(({ selected }) => selected)).toBe(true)
  expect(undone.cart.version).toBe(seen.cart.version + 1)
})
