/**
 * The record fails while shoppers are at work.
 * Invariant: writes that were answered with 2xx reach the record without help, and a read that the record cannot answer
 * is 503, never an empty list.
 */
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import type { Fault } from '../../dev/gateways/http-gateway.ts'
import { untilCopied } from './support/copies.ts'
import { readiness, untilReady } from './support/readiness.ts'
import { anybody, cartOf, newGuest, type Seen, type Shopper } from './support/shopper.ts'
import { product, startTiers, type Tiers } from './support/tiers.ts'
import { startWorker, type Worker } from './support/worker.ts'

let tiers: Tiers
let worker: Worker
/** The mark is in Redis from its first use on, so that adding Redis needs nothing of the record. */
let steady: string
beforeAll(async () => {
  tiers = await startTiers()
  steady = tiers.ownSku('steady')
  await tiers.stock(product(steady))
  worker = await startWorker({ vars: tiers.vars })
})
afterEach(async () => {
  tiers.mysql.gateway.setIntercept(null)
  await untilReady(worker.url)
})
afterAll(async () => {
  await worker?.stop()
  await tiers?.close()
})

const LANDING_MS = 40_000
const FAULT_TEST_MS = 90_000

function add(shopper: Shopper, sku = steady): Promise<Seen> {
  return cartOf(shopper.api.v1.cart.items.$post({ json: { sku, quantity: 1 } }))
}

/** Copies that the consumer could not write to the record so far. */
function copiesRefused(): number {
  return worker.logs.reduce((sum, line) => sum + (line.event === 'record.failed' ? Number(line.copies) : 0), 0)
}

it(
  'fault 4: writes go on while the record is down, and land when it is back, without another write',
  async () => {
    const shoppers = await Promise.all(Array.from({ length: 6 }, () => newGuest(worker.url)))
    await Promise.all(shoppers.map((shopper) => add(shopper)))
    tiers.mysql.gateway.setIntercept(() => ({ drop: true }))
    expect(await readiness(worker.url)).toMatchObject({ status: 'down', tiers: { record: { status: 'down' } } })
    const refusedBefore = copiesRefused()
    const seen = await Promise.all(shoppers.map((shopper) => add(shopper)))
    expect(seen.map(({ cart }) => cart.version)).toEqual(shoppers.map(() => 2))
    await vi.waitUntil(() => copiesRefused() >= refusedBefore + shoppers.length, { timeout: 20_000 })
    tiers.mysql.gateway.setIntercept(null)
    await Promise.all(shoppers.map((shopper, at) => untilCopied(tiers, shopper.id, seen[at] as Seen, LANDING_MS)))
  },
  FAULT_TEST_MS,
)

it(
  'fault 11: messages that the queue held in memory are sent again after the runtime was killed',
  async () => {
    const shopper = await newGuest(worker.url)
    await cartOf(shopper.api.v1.cart.$get())
    // No message may arrive before the kill, however late it is.
    tiers.mysql.gateway.setIntercept(() => ({ drop: true }))
    const seen = await add(shopper)
    const sent = () =>
      worker.logs.some(({ event, position }) => event === 'drain.announced' && position === seen.position)
    await vi.waitUntil(sent, { timeout: 10_000, interval: 5 })
    process.kill(worker.workerdPid(), 'SIGKILL')
    tiers.mysql.gateway.setIntercept(null)
    await untilCopied(tiers, shopper.id, seen, LANDING_MS)
    expect(await cartOf(shopper.api.v1.cart.$get())).toEqual(seen)
  },
  FAULT_TEST_MS,
)

const wrongAnswers: readonly (readonly [name: string, fault: Fault])[] = [
  ['520', { status: 520, body: '<html><h1>error code: 520</h1></html>' }],
  ['page', { status: 200, body: '<html><body>All is well</body></html>' }],
  ['truncated', { body: (answer) => answer.slice(0, -10) }],
]

it(
  'fault 16: a record that answers 520, HTML or truncated JSON causes 503, never an empty list',
  async () => {
    const skus = wrongAnswers.map(([name]) => tiers.ownSku(name))
    await tiers.stock(...skus.map((sku) => product(sku)))
    const shopper = await newGuest(worker.url)
    await add(shopper)
    const { v1 } = anybody(worker.url)
    for (const [at, [name, fault]] of wrongAnswers.entries()) {
      const sku = skus[at] as string
      // Correct answers come first, so that every kind of wrong answer meets a closed breaker.
      tiers.mysql.gateway.setIntercept(null)
      await untilReady(worker.url)
      const good = await Promise.all(Array.from({ length: 12 }, () => v1.products.$get({ query: { limit: '1' } })))
      expect(good.map(({ status }) => status)).toEqual(good.map(() => 200))
      let reached = 0
      tiers.mysql.gateway.setIntercept(() => {
        reached += 1
        return fault
      })
      const answers = await Promise.all([
        // These reads were not made before, because a cached answer would still be correct.
        v1.products.$get({ query: { minPrice: String(at + 1) } }),
        v1.suggestions.$get({ query: { query: sku } }),
        v1.products[':sku'].$get({ param: { sku }, query: {} }),
        shopper.api.v1.cart.items.$post({ json: { sku, quantity: 1 } }),
      ])
      for (const { status, headers } of answers) {
        expect([name, status, headers.get('content-type')]).toEqual([name, 503, 'application/problem+json'])
        expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
      }
      // Both reads of the product share one call, and the list and the suggestions may share the epoch's call.
      expect(reached).toBeGreaterThanOrEqual(2)
      // The cart itself needs nothing from the record.
      expect((await add(shopper)).cart.items).toMatchObject([{ sku: steady }])
      expect((await cartOf(shopper.api.v1.cart.$get())).cart.items).toMatchObject([{ sku: steady }])
    }
    tiers.mysql.gateway.setIntercept(null)
    await untilReady(worker.url)
    for (const sku of skus) {
      expect((await v1.products[':sku'].$get({ param: { sku }, query: {} })).status).toBe(200)
    }
    const list = await v1.products.$get({ query: {} })
    expect((await list.json()).items).toHaveLength(20)
  },
  FAULT_TEST_MS,
)
