/**
 * Views and adds on their way into the record. Invariants: each noted event is counted once, however many messages the
 * queue refuses, leaves unanswered or repeats; and a message carries far more than one view.
 */
import { createExecutionContext } from 'cloudflare:test'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Env } from '../../src/contract/env.ts'
import type { HeatMessage } from '../../src/contract/heat-message.ts'
import { DAY_MS, dayOf, type HeatBatch } from '../../src/domain/heat.ts'
import type { HeatTier } from '../../src/tiers/heat.ts'
import { consumeHeat } from '../../src/worker/heat/consumer.ts'
import worker from '../../src/worker/index.ts'
import { portsOf } from '../../src/worker/ports.ts'
import { chanceOf } from '../support/chance.ts'
import { HeatWorld } from '../support/heat-queue.ts'
import { Client, Shopper, stranger } from './support/client.ts'
import { address } from './support/limits.ts'
import { deliver } from './support/objects.ts'
import { bindings, product, record, stock, stockMany } from './support/shop.ts'

beforeAll(() => stock(product('tea'), product('cup'), product('veiled', { status: 'hidden' })))
beforeEach(async () => {
  for (const table of ['product_heat', 'product_heat_days', 'heat_batches'])
    await bindings.RECORD.exec(`DELETE FROM ${table}`)
})

const QUEUE = 'pannier-events'
const VIEWS = 10_000

/** All counts of the record: views, adds, purchases by SKU. */
async function counted(): Promise<Record<string, number[]>> {
  const sums = 'SELECT sku, sum(views) AS v, sum(adds) AS a, sum(purchases) AS p FROM product_heat_days GROUP BY sku'
  const { results } = await bindings.RECORD.prepare(sums).all<{ sku: string; v: number; a: number; p: number }>()
  return Object.fromEntries(results.map(({ sku, v, a, p }) => [sku, [v, a, p]]))
}

/** An isolate whose events arrive only here; `flush` sends the gathered events, with one purchase of `end`. */
function gathering(vars: object = {}) {
  const sent: HeatMessage[] = []
  const sendBatch = async (batch: Iterable<{ body: HeatMessage }>) =>
    void sent.push(...[...batch].map(({ body }) => body))
  // The cast: the gatherer calls only this method of the queue.
  const env = { ...bindings, EVENTS: { sendBatch } as unknown as Env['EVENTS'], ...vars } as Env
  const send = async (request: Request) => worker.fetch(request, env, createExecutionContext())
  // The same ports that the requests use, because ports are kept by environment.
  return { sent, send, flush: () => portsOf(env).heat.note('purchase', 'end') }
}

describe('over HTTP', () => {
  it('a view counts for a product that is shown, whether the client had it already or not', async () => {
    const { sent, send, flush } = gathering()
    const client = new Client({}, send)
    const { headers } = await client.get('/v1/products/tea')
    expect((await client.get('/v1/products/tea', { 'if-none-match': headers.get('etag') ?? '' })).status).toBe(304)
    for (const path of ['/v1/products/veiled', '/v1/products/none', '/v1/products', '/v1/rankings/hot/tea']) {
      await client.get(path)
    }
    flush()
    await deliver(sent, {}, QUEUE)
    expect(await counted()).toEqual({ end: [0, 0, 1], tea: [2, 0, 0] })
  })

  it('views from one address count five times a minute per product, and from another address again', async () => {
    const { sent, send, flush } = gathering({ RATE_LIMIT_SCALE: '1' })
    const from = (address: object) => new Client({ ...address }, send)
    const [one, other] = [address(), address()]
    for (let n = 0; n < 40; n++) expect((await from(one).get('/v1/products/tea')).status).toBe(200)
    for (let n = 0; n < 2; n++) await from(one).get('/v1/products/cup')
    await from(other).get('/v1/products/tea')
    flush()
    await deliver(sent, {}, QUEUE)
    expect(await counted()).toEqual({ cup: [2, 0, 0], end: [0, 0, 1], tea: [6, 0, 0] })
  })

  it('an add counts when it was accepted: no repeat, no refusal, no other write', async () => {
    const { sent, send, flush } = gathering()
    const shopper = await Shopper.guest(send)
    const key = { 'idempotency-key': 'k' }
    await shopper.add('tea', 7, key)
    await shopper.add('tea', 7, key)
    await shopper.add('none')
    await shopper.call('PATCH', '/v1/cart/items/tea', { quantity: 2 })
    const operations = ['cup', 'none', 'tea'].map((sku) => ({ type: 'add', sku, quantity: 1 }))
    await shopper.call('POST', '/v1/cart/batch', { operations })
    await shopper.call('POST', '/v1/cart/batch', { operations, atomic: false })
    flush()
    await deliver(sent, {}, QUEUE)
    expect(await counted()).toEqual({ cup: [0, 1, 0], end: [0, 0, 1], tea: [0, 2, 0] })
  })

  it(`${VIEWS} views cost at most 5 % as many messages, and are all counted`, async () => {
    const skus = await stockMany('seen', 50)
    const unlimited = { RATE_LIMIT_SCALE: '1000', LIMIT_ADDRESS: undefined, LIMIT_READ: undefined }
    const { sent, send, flush } = gathering({ ...unlimited, LOG_LEVEL: 'error' })
    const client = new Client({}, send)
    for (let from = 0; from < VIEWS; from += 100) {
      await Promise.all(Array.from({ length: 100 }, (_, n) => client.get(`/v1/products/${skus[(from + n) % 50]}`)))
    }
    flush()
    await deliver(sent, {}, QUEUE)
    expect(sent.length).toBeLessThanOrEqual(VIEWS * 0.05)
    const { end: _, ...views } = await counted()
    expect(views).toEqual(Object.fromEntries(skus.map((sku) => [sku, [VIEWS / 50, 0, 0]])))
  }, 60_000)

  it('a view reaches the record through the platform’s own queue', async () => {
    expect((await stranger.get('/v1/products/tea')).status).toBe(200)
    await vi.waitUntil(async () => (await counted()).tea, { timeout: 20_000, interval: 200 })
    expect(await counted()).toEqual({ tea: [1, 0, 0] })
  })
})

/** A tier of which 17 % of the calls fail, half of them after they took effect. */
function flaky(tier: HeatTier, random: () => number): HeatTier {
  return {
    ...tier,
    async countHeat(batches, now) {
      const luck = random()
      if (luck < 0.085) throw new Error('down')
      const ids = await tier.countHeat(batches, now)
      if (luck < 0.17) throw new Error('no answer')
      return ids
    },
  }
}

/** A tier in memory that never forgets. */
function memoryTier() {
  const known = new Map<string, HeatBatch>()
  const tier: HeatTier = {
    async countHeat(batches) {
      for (const batch of batches) known.set(batch.id, batch)
      return new Set(batches.map(({ id }) => id))
    },
    hottest: async () => [],
    heatRank: async () => null,
  }
  return { tier, known }
}

describe('with 17 % of the sends failing', () => {
  it('counts are exact although sends and tiers fail before or after their effect and deliveries repeat', async () => {
    const random = chanceOf(17)
    const world = new HeatWorld(Date.now())
    world.faults = { refused: 0.085, unanswered: 0.085, random }
    const isolates = Array.from({ length: 4 }, () => world.isolate())
    const expected: Record<string, number[]> = {}
    for (let view = 0; view < VIEWS; view++) {
      const sku = `sku-${Math.floor(random() ** 3 * 700)}`
      const isAdd = random() < 0.1
      const [views = 0, adds = 0, purchases = 0] = expected[sku] ?? []
      expected[sku] = isAdd ? [views, adds + 1, purchases] : [views + 1, adds, purchases]
      isolates[view % 4]?.note(isAdd ? 'add' : 'view', sku)
      // 100 events a second in total, over four isolates.
      if (view % 10 === 0) await world.pass(100)
    }
    await world.pass(60_000)
    const repeats = world.sends - new Set(world.sent.map(({ id }) => id)).size
    expect(repeats).toBeGreaterThan(5)
    expect(world.sent.length).toBeLessThanOrEqual(VIEWS * 0.05)

    const memory = memoryTier()
    const ports = { l2: flaky(memory.tier, random), record: flaky(record, random), now: () => world.now, log: () => {} }
    let waiting = world.sent.map((body) => ({ body, attempts: 1 }))
    while (waiting.length > 0) {
      const again: typeof waiting = []
      const batch = waiting.splice(0, 1 + Math.floor(random() * 20)).map((message) => ({
        ...message,
        // Every third message is delivered again although it was processed.
        ack: () => void (random() < 0.33 && again.push(message)),
        retry: () => void again.push({ ...message, attempts: message.attempts + 1 }),
      }))
      await consumeHeat(batch, ports)
      waiting = [...waiting, ...again].toSorted(() => random() - 0.5)
    }
    expect(await counted()).toEqual(expected)
    expect(new Set(memory.known.keys())).toEqual(new Set(world.sent.map(({ id }) => id)))
  })
})

describe('the consumer', () => {
  const message = (fields: Partial<HeatMessage> = {}): HeatMessage => ({
    schema: 1,
    id: crypto.randomUUID(),
    day: dayOf(Date.now()),
    counts: [{ sku: 'tea', views: 3, adds: 0, purchases: 0 }],
    ...fields,
  })
  const outcome = async (bodies: readonly unknown[], changes: object = {}) => {
    const { explicitAcks, retryMessages } = await deliver(bodies, changes, QUEUE)
    return { acked: explicitAcks, retried: retryMessages.map(({ msgId }) => msgId) }
  }

  it('a message that is twice in its batch is counted once', async () => {
    const twice = message()
    expect(await outcome([twice, message(), twice])).toMatchObject({ acked: ['message-0', 'message-1', 'message-2'] })
    expect(await counted()).toEqual({ tea: [6, 0, 0] })
  })

  it('an unreadable message, which a newer version may have sent, is retried, and others are counted', async () => {
    const unreadable = [{ ...message(), schema: 2 }, 'junk', message({ counts: [] }), message({ day: -1 })]
    const { acked, retried } = await outcome([...unreadable, message()])
    expect([acked, retried]).toEqual([['message-4'], ['message-0', 'message-1', 'message-2', 'message-3']])
    expect(await counted()).toEqual({ tea: [3, 0, 0] })
  })

  it('a message that is too old to be counted safely, or far ahead, is dropped', async () => {
    const day = dayOf(Date.now())
    expect((await outcome([message({ day: day - 8 }), message({ day: day + 2 })])).acked).toHaveLength(2)
    expect(await counted()).toEqual({})
  })

  it('all messages are retried with growing delays while the record is down', async () => {
    const prepare = () => ({ bind: () => ({}) })
    const RECORD = { prepare, batch: () => Promise.reject(new Error('D1_ERROR: down')) }
    expect(await outcome([message(), message()], { RECORD })).toEqual({
      acked: [],
      retried: ['message-0', 'message-1'],
    })
    const delays: number[] = []
    const ports = { l2: null, record: flaky(record, () => 0), now: Date.now, log: () => {} }
    for (const attempts of [1, 2, 5, 50]) {
      const retry = ({ delaySeconds }: { delaySeconds: number }) => void delays.push(delaySeconds)
      await consumeHeat([{ body: message(), attempts, ack: () => {}, retry }], ports)
    }
    expect(delays).toEqual([5, 10, 80, 3600])
  })

  it('a message waits for both tiers, and a retry for the second does not count again in the first', async () => {
    const { tier, known } = memoryTier()
    const body = message()
    const seen: string[] = []
    const queued = { body, attempts: 1, ack: () => void seen.push('ack'), retry: () => void seen.push('retry') }
    const ports = { record, now: Date.now, log: () => {} }
    await consumeHeat([queued], { ...ports, l2: flaky(tier, () => 0) })
    await consumeHeat([queued], { ...ports, l2: tier })
    expect([seen, known.size]).toEqual([['retry', 'ack'], 1])
    expect(await counted()).toEqual({ tea: [3, 0, 0] })
  })

  it('an event counts on its own day, though it arrives a day later', async () => {
    await deliver([message({ day: dayOf(Date.now() - DAY_MS) })], {}, QUEUE)
    expect(await record.hottest('week', Date.now(), 10)).toEqual([{ sku: 'tea', score: 2.1 }])
  })
})
