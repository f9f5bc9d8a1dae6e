/**
 * Redis fails while shoppers are at work.
 * Invariant: a shopper notices at most a short wait, and the record has every write; a corrupt hash is never served,
 * and the next write of its cart replaces it.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Fault } from '../../dev/gateways/http-gateway.ts'
import { heldBy, heldByRecord, heldByRedis, untilCopied } from './support/copies.ts'
import { breakerOf, readiness, untilReady } from './support/readiness.ts'
import { cartOf, newGuest, type Seen, type Shopper } from './support/shopper.ts'
import { product, startTiers, type Tiers } from './support/tiers.ts'
import { startWorker, type Worker } from './support/worker.ts'

let tiers: Tiers
let worker: Worker
beforeAll(async () => {
  tiers = await startTiers()
  worker = await startWorker({ vars: tiers.vars })
})
afterEach(async () => {
  tiers.upstash.setIntercept(null)
  // Fills behind answers that began during the fault fail within their deadlines; until then the breaker counts them.
  await new Promise((resolve) => setTimeout(resolve, STRAGGLERS_MS))
  await untilReady(worker.url)
})
afterAll(async () => {
  await worker?.stop()
  await tiers?.close()
})

const STRAGGLERS_MS = 2_000

/** The deadline of a read of L2 is 500 ms; this allows for a second one, the record, and a busy machine. */
const BUDGET_MS = 3_000

/** Adds one unit of the product. @returns the duration */
async function add(shopper: Shopper, sku: string): Promise<{ seen: Seen; ms: number }> {
  const startedAt = performance.now()
  const seen = await cartOf(shopper.api.v1.cart.items.$post({ json: { sku, quantity: 1 } }))
  return { seen, ms: performance.now() - startedAt }
}

const outages: readonly (readonly [name: string, kind: string, fault: Fault])[] = [
  ['fault 17: a Redis that times out', 'late', { delayMs: 60_000 }],
  ['fault 19: a Redis that is down', 'down', { drop: true }],
]

describe.each(outages)('%s', (_, kind, fault) => {
  it('a failing Redis delays no write for long, opens its breaker, and loses nothing', async () => {
    const skus = Array.from({ length: 8 }, (_, at) => tiers.ownSku(`${kind}-${at}`))
    await tiers.stock(...skus.map((sku) => product(sku)))
    const shoppers = await Promise.all(skus.map(() => newGuest(worker.url)))
    expect(await breakerOf(worker.url, 'l2')).toBe('closed')

    let asked = 0
    tiers.upstash.setIntercept(() => {
      asked += 1
      return fault
    })
    // Each SKU is new to the isolate, so that each write looks for it in Redis first.
    const during = await Promise.all(shoppers.map((shopper, at) => add(shopper, skus[at] as string)))
    expect(asked).toBeGreaterThan(0)
    for (const { seen, ms } of during) {
      expect(seen.cart.items).toHaveLength(1)
      expect(ms).toBeLessThan(BUDGET_MS)
    }
    await vi.waitFor(async () => {
      expect(await readiness(worker.url)).toMatchObject({
        status: 'degraded',
        tiers: { l2: { status: 'down', breaker: 'open' } },
      })
      expect(await breakerOf(worker.url, 'l2')).toBe('open')
    }, 10_000)
    await vi.waitFor(
      async () => {
        for (const [at, { seen }] of during.entries()) {
          expect(await heldByRecord(tiers.mysql.sql, (shoppers[at] as Shopper).id)).toEqual(heldBy(seen))
        }
      },
      { timeout: 20_000, interval: 100 },
    )

    tiers.upstash.setIntercept(null)
    await untilReady(worker.url)
    expect(await breakerOf(worker.url, 'l2')).toBe('closed')
    const [first, ...others] = shoppers as [Shopper, ...Shopper[]]
    await untilCopied(tiers, first.id, (await add(first, skus[1] as string)).seen)
    // Fault 67: carts without a further write reach Redis too, after pauses of 10, 20 and 40 s.
    await vi.waitFor(
      async () => {
        for (const [at, { id }] of others.entries()) {
          const { seen } = during[at + 1] as (typeof during)[number]
          expect(await heldByRedis(tiers.redis, id)).toEqual(heldBy(seen))
        }
      },
      { timeout: 90_000, interval: 500 },
    )
  })
})

it('fault 35: reads continue, within their limits, while Redis times out', async () => {
  const shopper = await newGuest(worker.url)
  tiers.upstash.setIntercept(() => ({ delayMs: 60_000 }))
  const { v1 } = shopper.api
  const reads = [
    () => v1.cart.$get(),
    () => v1.cart.history.$get({ query: {} }),
    () => v1.products.$get({ query: {} }),
    () => v1.products[':sku'].$get({ param: { sku: 'iphone-15' }, query: {} }),
  ]
  for (const read of reads) {
    const startedAt = performance.now()
    const { status } = await read()
    expect(status).toBe(200)
    expect(performance.now() - startedAt).toBeLessThan(BUDGET_MS)
  }
  const { headers } = await v1.cart.$get()
  expect(headers.get('ratelimit')).toMatch(/^"read";r=\d+;t=\d+$/)
})

describe('fault 18: a Redis copy', () => {
  const key = ({ id }: Shopper) => `cart:${id}`
  const corruptions: readonly (readonly [name: string, corrupt: (shopper: Shopper) => Promise<unknown>])[] = [
    ['whose line is not JSON', (shopper) => tiers.redis.hset(key(shopper), 'sku:iphone-15', '{"quantity":')],
    [
      'whose line was changed',
      (shopper) => tiers.redis.hset(key(shopper), 'sku:iphone-15', '{"quantity":99,"price":1}'),
    ],
    ['with a line that the cart never had', (shopper) => tiers.redis.hset(key(shopper), 'sku:ghost', '{"quantity":1}')],
    ['whose meta is not JSON', (shopper) => tiers.redis.hset(key(shopper), 'meta', 'junk')],
    ['without its meta', (shopper) => tiers.redis.hdel(key(shopper), 'meta')],
    ['that is another type', (shopper) => tiers.redis.multi().del(key(shopper)).set(key(shopper), 'junk').exec()],
    ['that was evicted', (shopper) => tiers.redis.del(key(shopper))],
  ]

  it.concurrent.each(corruptions)(
    'a Redis copy %s is not served, and the next write replaces it',
    async (_, corrupt) => {
      const shopper = await newGuest(worker.url)
      const before = await add(shopper, 'iphone-15')
      await untilCopied(tiers, shopper.id, before.seen)
      await corrupt(shopper)
      const read = await shopper.api.v1.cart.$get()
      expect(read.headers.get('x-cart-source')).toBe('object')
      expect(await cartOf(read)).toEqual(before.seen)
      await untilCopied(tiers, shopper.id, (await add(shopper, 'iphone-15')).seen)
    },
  )
})
