/**
 * The traffic policies of the built worker while a tier is really down, and under an operator's switch.
 * Invariants: each class does what its row of the table says, /readyz and the metrics name it, and it ends with its
 * cause; checkout never uses old values.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { MODES, type RouteClass, type SwitchMode } from '../../src/domain/policy/table.ts'
import { TEST_ADMIN } from '../support/secrets.ts'
import { heldBy, untilCopied } from './support/copies.ts'
import { checkOut, guestWith, ordered, orderOf, refusalIn } from './support/orders.ts'
import { newEmail, register } from './support/people.ts'
import { readiness, untilReady } from './support/readiness.ts'
import { anybody, cartOf, newAdmin, newGuest, type Shopper } from './support/shopper.ts'
import { product, startTiers, type Tiers } from './support/tiers.ts'
import { startWorker, type Worker } from './support/worker.ts'

const TOKEN = 'token-of-the-scrapes-of-tests'
const OUTAGE_MS = 90_000

let tiers: Tiers
let worker: Worker
let admin: Shopper
let sku: string
beforeAll(async () => {
  // Values of other files, whose records are others, would be answered in place of this record's.
  tiers = await startTiers({ hasOwnRedis: true })
  sku = tiers.ownSku('tea')
  await tiers.stock(product(sku))
  worker = await start()
  admin = await newAdmin(worker.url)
})
afterEach(async () => {
  tiers.upstash.setIntercept(null)
  tiers.mysql.gateway.setIntercept(null)
  await untilReady(worker.url)
  for (const its of ['browsing', 'cart', 'checkout', 'accounts'] as const) await switchTo(its, 'normal')
})
afterAll(async () => {
  await worker?.stop()
  await tiers?.close()
})

function start(): Promise<Worker> {
  return startWorker({ vars: { ...tiers.vars, METRICS_TOKEN: TOKEN, METRICS_INTERVAL_MS: '200' } })
}

const switchTo = async (its: RouteClass, mode: SwitchMode) => {
  const answer = await fetch(`${worker.url}/v1/admin/ops/policies/${its}`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${admin.token}`,
      'content-type': 'application/json',
      'if-match': '*',
      'pannier-reason': 'a%20test',
    },
    body: JSON.stringify({ mode }),
  })
  expect(answer.status).toBe(200)
}

const stateOf = async (its: RouteClass, url = worker.url) => {
  const { policies } = await readiness(url)
  const { mode, causes } = policies.find((state) => state.class === its) ?? {}
  return { mode, causes }
}

async function metricOf(its: RouteClass): Promise<string | undefined> {
  const text = await (await fetch(`${worker.url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })).text()
  const value = new RegExp(`^pannier_policy_state\\{.*class="${its}".*\\} (\\d)`, 'm').exec(text)?.[1]
  return value && MODES[Number(value)]
}

/** Drops current values from Redis, as their time to live does. */
async function expire(): Promise<void> {
  const keys = (
    await Promise.all(
      ['product:*', 'list:*', 'facets:*', 'categories:*', 'catalogue:*', 'prices:*'].map((match) =>
        tiers.redis.keys(match),
      ),
    )
  ).flat()
  if (keys.length > 0) await tiers.redis.del(...keys)
}

const get = (url: string, path: string, token?: string) =>
  fetch(`${url}${path}`, { headers: { ...(token && { authorization: `Bearer ${token}` }) } })

describe('the record is down', () => {
  it(
    'fault 76: browsing is answered from old values of Redis, and checkout is not, until the record is back',
    async () => {
      const paths = ['/v1/categories', '/v1/products?limit=5', `/v1/products/${sku}`]
      const before = await Promise.all(paths.map(async (path) => (await get(worker.url, path)).text()))
      const buyer = await guestWith(worker.url, { [sku]: 1 })
      const order = await ordered(await guestWith(worker.url, { [sku]: 1 }))
      expect(order.status).toBe('pending_payment')
      await vi.waitUntil(async () => (await tiers.redis.exists(`old:product:${sku}`)) === 1, { timeout: 5_000 })
      tiers.mysql.gateway.setIntercept(() => ({ drop: true }))
      await expire()
      // An isolate without anything in memory.
      const fresh = await start()
      try {
        for (const [at, path] of paths.entries()) {
          const answer = await get(fresh.url, path)
          expect([path, answer.status]).toEqual([path, 200])
          expect(await answer.text()).toBe(before[at])
        }
        // A new search has no old value.
        expect((await get(fresh.url, '/v1/products?minPrice=77')).status).toBe(503)
        expect(await stateOf('browsing', fresh.url)).toEqual({ mode: 'stale', causes: ['record_down'] })
        expect(await stateOf('cart', fresh.url)).toEqual({ mode: 'open', causes: ['record_down'] })
        expect(await stateOf('checkout', fresh.url)).toEqual({ mode: 'partial', causes: ['record_down'] })
      } finally {
        await fresh.stop()
      }
      // The worker's own memory of the product ends after four seconds.
      await new Promise((resolve) => setTimeout(resolve, 5_000))
      await expire()
      expect((await get(worker.url, `/v1/products/${sku}`)).status).toBe(200)
      await refusalIn(checkOut(buyer), 503, 'unavailable')
      await vi.waitFor(async () => expect(await metricOf('browsing')).toBe('stale'), { timeout: 15_000, interval: 500 })
      tiers.mysql.gateway.setIntercept(null)
      await untilReady(worker.url)
      expect(await stateOf('browsing')).toEqual({ mode: 'normal', causes: [] })
      expect((await ordered(buyer)).status).toBe('pending_payment')
    },
    OUTAGE_MS,
  )

  it(
    'carts are written, orders that exist are read, and people sign in; lists of orders get 503',
    async () => {
      const buyer = await guestWith(worker.url, { [sku]: 1 })
      const order = await ordered(buyer)
      const email = newEmail('outage')
      await register(worker.url, { email })
      tiers.mysql.gateway.setIntercept(() => ({ drop: true }))
      await cartOf(buyer.api.v1.cart.$get())
      await cartOf(buyer.api.v1.cart.items.$post({ json: { sku, quantity: 2 } }))
      expect((await orderOf(buyer, order.id)).id).toBe(order.id)
      expect((await get(worker.url, '/v1/orders', buyer.token)).status).toBe(503)
      const json = { email: TEST_ADMIN.ADMIN_EMAIL, password: TEST_ADMIN.ADMIN_PASSWORD }
      expect((await anybody(worker.url).v1.auth.login.$post({ json })).status).toBe(200)
      expect(await stateOf('orders')).toEqual({ mode: 'partial', causes: ['record_down'] })
      expect(await stateOf('sign_in')).toEqual({ mode: 'normal', causes: [] })
    },
    OUTAGE_MS,
  )

  it(
    'an operator switches a policy, and the stricter mode holds',
    async () => {
      tiers.mysql.gateway.setIntercept(() => ({ drop: true }))
      expect(await stateOf('browsing')).toEqual({ mode: 'stale', causes: ['record_down'] })
      await switchTo('browsing', 'refuse')
      expect(await stateOf('browsing')).toEqual({ mode: 'refuse', causes: ['switch'] })
      await refusalIn(get(worker.url, `/v1/products/${sku}`), 503, 'unavailable')
      tiers.mysql.gateway.setIntercept(null)
      await untilReady(worker.url)
      expect(await stateOf('browsing')).toEqual({ mode: 'refuse', causes: ['switch'] })
    },
    OUTAGE_MS,
  )
})

it(
  'Redis is down: every class goes on without it',
  async () => {
    tiers.upstash.setIntercept(() => ({ drop: true }))
    expect((await get(worker.url, `/v1/products/${sku}`)).status).toBe(200)
    const buyer = await guestWith(worker.url, { [sku]: 1 })
    expect((await ordered(buyer)).status).toBe('pending_payment')
    const email = newEmail('no-redis')
    await register(worker.url, { email })
    for (const its of ['browsing', 'cart', 'checkout', 'accounts', 'sign_in'] as const) {
      expect(await stateOf(its)).toEqual({ mode: 'open', causes: ['l2_down'] })
    }
    expect(await stateOf('orders')).toEqual({ mode: 'normal', causes: [] })
    tiers.upstash.setIntercept(null)
    await untilReady(worker.url)
    expect(await stateOf('cart')).toEqual({ mode: 'normal', causes: [] })
  },
  OUTAGE_MS,
)

describe('an operator’s switch', () => {
  it('carts that are switched to stale are read from Redis without their object, and not written', async () => {
    const shopper = await newGuest(worker.url)
    const seen = await cartOf(shopper.api.v1.cart.items.$post({ json: { sku, quantity: 3 } }))
    await untilCopied(tiers, shopper.id, seen)
    await switchTo('cart', 'stale')
    const answer = await shopper.api.v1.cart.$get()
    expect([answer.status, answer.headers.get('x-cart-source'), answer.headers.get('etag')]).toEqual([200, 'l2', null])
    const cart = await answer.json()
    expect(cart.stale).toBe(true)
    expect(heldBy({ position: seen.position, cart })).toEqual(heldBy(seen))
    await refusalIn(shopper.api.v1.cart.items.$post({ json: { sku, quantity: 1 } }), 503, 'unavailable')
    // A cart without a copy is never shown empty.
    await tiers.redis.del(`cart:${shopper.id}`)
    await refusalIn(shopper.api.v1.cart.$get(), 503, 'unavailable')
    await vi.waitFor(async () => expect(await metricOf('cart')).toBe('stale'), { timeout: 15_000, interval: 500 })
    await switchTo('cart', 'normal')
    expect(await cartOf(shopper.api.v1.cart.$get())).toEqual(seen)
  })

  it('browsing that is switched to stale does not ask the record for what Redis has', async () => {
    // It is never sold, because a sale would renew the values of its product.
    const shown = tiers.ownSku('shown')
    await tiers.stock(product(shown))
    expect((await get(worker.url, `/v1/products/${shown}`)).status).toBe(200)
    await vi.waitUntil(async () => (await tiers.redis.exists(`old:product:${shown}`)) === 1, { timeout: 5_000 })
    await switchTo('browsing', 'stale')
    await new Promise((resolve) => setTimeout(resolve, 5_000))
    await expire()
    let asked = 0
    tiers.mysql.gateway.setIntercept(({ body }) => {
      if (body.includes('from `products`')) asked++
      return null
    })
    expect((await get(worker.url, `/v1/products/${shown}`)).status).toBe(200)
    expect(asked).toBe(0)
    await switchTo('browsing', 'normal')
    expect((await get(worker.url, `/v1/products/${shown}`)).status).toBe(200)
    expect(asked).toBe(1)
  })
})
