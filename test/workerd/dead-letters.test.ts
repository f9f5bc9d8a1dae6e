/** Messages that cannot be written: stored, listed, sent again or dropped by operators; and the health of the tiers. */
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  breakersSchema,
  deadLetterListSchema,
  drainedSchema,
  healthSchema,
  readinessSchema,
} from '../../src/contract/answers/operations.ts'
import type { WriteMessage } from '../../src/contract/message.ts'
import { ROUTE_CLASSES } from '../../src/domain/policy/table.ts'
import { handleBatch } from '../../src/worker/queue/handler.ts'
import { isolate, operator, Shopper, stranger } from './support/client.ts'
import { deliver, drained, held, isDirty, rowsIn, snapshotOf } from './support/objects.ts'
import { bindings, product, record, stock } from './support/shop.ts'
import { MINUTE, SECOND } from './support/time.ts'

beforeAll(() => stock(product('tea')))
afterEach(async () => {
  vi.restoreAllMocks()
  await bindings.RECORD.prepare('DELETE FROM dead_letters').run()
})

const PATH = '/v1/admin/ops/dead-letters'
/** The setting in wrangler.toml for the queue of dead messages: the platform's maximum. */
const RETRIES = 100
/** Beyond the times that a database can store, in a message that is otherwise valid. */
const NO_TIME = 8_640_000_000_000_001

const letters = async (query = '') => (await operator.get(`${PATH}${query}`)).as(deadLetterListSchema)
const quiet = () => vi.spyOn(console, 'log').mockReturnValue()

function poisoned(message: WriteMessage): WriteMessage {
  return { ...message, copy: message.copy && { ...message.copy, updatedAt: NO_TIME } }
}

describe('fault 9: one poison message in a batch of 100', () => {
  it('one poison message becomes a dead letter, is drained again, and does not affect the other 99', async () => {
    const log = quiet()
    const [shopper, message] = await held()
    const others = Array.from({ length: 99 }, (_, index) => {
      const id = `gst_other_${index}`
      return { ...message, id, copy: { ...message.copy, id } }
    })
    const batch = [...others.slice(0, 42), poisoned(message), ...others.slice(42)]
    const result = await deliver(batch)
    expect(result).toMatchObject({ outcome: 'ok', retryMessages: [], retryBatch: { retry: false } })
    expect(result.explicitAcks).toHaveLength(100)
    const [count] = (
      await bindings.RECORD.prepare("SELECT count(*) AS count FROM carts WHERE id LIKE 'gst_other_%'").all()
    ).results
    expect(count).toEqual({ count: 99 })
    expect(await record.getCopy('cart', shopper.id)).toBeNull()
    expect(log.mock.calls.flat().join()).toMatch(/"copy.refused","alert":true/)

    const { items } = await letters()
    const { epoch, version } = message
    expect(items).toMatchObject([{ id: `cart:${shopper.id}`, kind: 'cart', aggregateId: shopper.id, epoch, version }])
    expect(JSON.stringify(items)).not.toContain('tea')
    const due = async () => Number((await rowsIn(shopper, "SELECT at FROM dues WHERE name = 'drain'"))[0]?.at)
    expect(await due(), 'it asks rarely now').toBeGreaterThan(Date.now() + 50 * MINUTE)

    const drain = await operator.call('POST', `${PATH}/${encodeURIComponent(items[0]?.id ?? '')}/drain`)
    expect([drain.status, drain.as(drainedSchema)]).toEqual([200, { status: 'draining' }])
    expect((await letters()).items).toEqual([])
    expect(await due()).toBeLessThan(Date.now() + 2 * SECOND)
    await deliver([await drained(shopper)])
    expect(await record.getCopy('cart', shopper.id)).toEqual(await snapshotOf(shopper))
    expect(await isDirty(shopper)).toBe(false)
  })

  it('an unreadable message is stored by its id only, and can only be dropped', async () => {
    quiet()
    const [, good] = await held()
    const secret = { schema: 1, kind: 'cart', id: 'gst_1', copy: 'address and name' }
    const result = await deliver([
      good,
      secret,
      null,
      'x',
      { ...good, schema: 2 },
      { ...good, kind: 'parcel' },
      { ...good, version: -1 },
    ])
    expect(result.explicitAcks).toHaveLength(7)
    expect(await record.getCopy('cart', good.id)).not.toBeNull()
    const { items } = await letters()
    expect(items.map(({ id }) => id).sort()).toEqual([1, 2, 3, 4, 5, 6].map((index) => `message-${index}`))
    for (const { kind, aggregateId } of items) expect([kind, aggregateId]).toEqual([null, null])
    expect(JSON.stringify(items)).not.toContain('address')
    ;(await operator.call('POST', `${PATH}/message-1/drain`)).refusal(404, 'not_found')
    expect((await operator.call('DELETE', `${PATH}/message-1`)).status).toBe(204)
    ;(await operator.call('DELETE', `${PATH}/message-1`)).refusal(404, 'not_found')
    expect((await letters()).items).toHaveLength(5)
  })

  it('a message that can be neither read nor stored is left to the queue, and the rest is acknowledged', async () => {
    quiet()
    const [, good] = await held()
    const down = {
      RECORD: {
        prepare: () => ({ bind: () => ({ run: () => Promise.reject(new Error('D1_ERROR')) }) }),
        batch: () => Promise.reject(new Error('D1_ERROR')),
      },
    }
    const result = await deliver([good, 'x'], down)
    expect(result).toMatchObject({ explicitAcks: ['message-0'], retryMessages: [{ msgId: 'message-1' }] })
  })
})

describe('the queue of dead messages', () => {
  it('the queue of dead messages is stored in the record’s table', async () => {
    quiet()
    const result = await deliver(['x', 'y'], {}, 'pannier-dead-letters')
    expect(result.explicitAcks).toEqual(['message-0', 'message-1'])
    expect((await letters()).items).toHaveLength(2)
  })

  it('a dead message waits while the record is down', async () => {
    const down = { RECORD: { prepare: () => ({ bind: () => ({ run: () => Promise.reject(new Error('D1_ERROR')) }) }) } }
    const result = await deliver(['x'], down, 'pannier-dead-letters')
    expect(result).toMatchObject({ explicitAcks: [], retryMessages: [{ msgId: 'message-0' }] })
  })
})

describe('fault 63: an unreadable message while the record is down for long', () => {
  it('an unreadable message is retried for nearly four days with growing delays, and one alert is raised', async () => {
    const down = { RECORD: { prepare: () => ({ bind: () => ({ run: () => Promise.reject(new Error('D1_ERROR')) }) }) } }
    const log = quiet()
    const delays: number[] = []
    for (let attempts = 1; attempts <= RETRIES; attempts++) {
      const retry = vi.fn()
      const message = { id: 'message-0', timestamp: new Date(), attempts, body: 'x', retry, ack: vi.fn() }
      const batch = { queue: 'pannier-dead-letters', messages: [message] } as unknown as MessageBatch<unknown>
      // The cast: the stub has only the record's methods that the consumer calls.
      await handleBatch(batch, { ...bindings, ...down } as unknown as typeof bindings)
      expect(message.ack).not.toHaveBeenCalled()
      delays.push(retry.mock.calls[0]?.[0]?.delaySeconds as number)
    }
    expect(delays.slice(0, 4)).toEqual([60, 120, 240, 480])
    expect(Math.max(...delays)).toBe(3_600)
    const hours = delays.reduce((sum, seconds) => sum + seconds, 0) / 3_600
    expect([hours > 90, hours < 96]).toEqual([true, true])
    const alerts = log.mock.calls
      .flat()
      .filter((line) => /dead_letter.failed.*"alert":true|"alert":true.*dead_letter.failed/.test(String(line)))
    expect(alerts).toHaveLength(1)
  })
})

describe('the list of dead letters', () => {
  it('the list of dead letters comes in pages, the newest first', async () => {
    for (let index = 0; index < 5; index++) {
      await record.addDeadLetter({
        id: `letter-${index}`,
        kind: null,
        aggregateId: null,
        epoch: null,
        version: null,
        reason: 'r',
        at: Date.UTC(2026, 0, 1 + index),
      })
    }
    const first = await letters('?limit=3')
    expect(first.items.map(({ id, at }) => [id, at.slice(0, 10)])).toEqual([
      ['letter-4', '2026-01-05'],
      ['letter-3', '2026-01-04'],
      ['letter-2', '2026-01-03'],
    ])
    const second = await letters(`?limit=3&cursor=${first.nextCursor}`)
    expect(second).toMatchObject({ items: [{ id: 'letter-1' }, { id: 'letter-0' }], nextCursor: null })
  })

  it.each(['cursor=nonsense', 'cursor=%7B%7D', `cursor=${btoa('[1e308,"x"]')}`, 'limit=0', 'limit=101', 'page=1'])(
    'the list of dead letters refuses ?%s',
    async (query) => {
      ;(await operator.get(`${PATH}?${query}`)).refusal(400, 'invalid_request')
    },
  )

  it('a shopper can neither list, drain nor drop dead letters', async () => {
    await record.addDeadLetter({
      id: 'letter',
      kind: null,
      aggregateId: null,
      epoch: null,
      version: null,
      reason: 'r',
      at: 1,
    })
    const shopper = await Shopper.guest()
    for (const [method, path] of [
      ['GET', PATH],
      ['POST', `${PATH}/letter/drain`],
      ['DELETE', `${PATH}/letter`],
    ] as const) {
      ;(await shopper.call(method, path)).refusal(403, 'forbidden')
      ;(await stranger.call(method, path)).refusal(401, 'unauthenticated')
    }
    expect((await letters()).items).toHaveLength(1)
  })

  it('an id that is too long is refused, and an unknown one is 404', async () => {
    ;(await operator.call('POST', `${PATH}/${'x'.repeat(161)}/drain`)).refusal(400, 'invalid_request')
    ;(await operator.call('POST', `${PATH}/nothing/drain`)).refusal(404, 'not_found')
  })
})

describe('health', () => {
  const down = () =>
    isolate({ RECORD: { prepare: () => ({ bind: () => ({ run: () => Promise.reject(new Error('D1_ERROR')) }) }) } })

  it('health reports only the process, regardless of the state of the tiers', async () => {
    expect((await stranger.get('/healthz')).as(healthSchema)).toEqual({ status: 'ok' })
    expect((await stranger.through(down()).get('/healthz')).status).toBe(200)
  })

  it('readiness is `ready` with the record up and L2 off', async () => {
    const reply = await stranger.get('/readyz')
    expect([reply.status, reply.as(readinessSchema)]).toEqual([
      200,
      {
        status: 'ready',
        tiers: { record: { status: 'up', breaker: 'closed' }, l2: { status: 'off', breaker: null } },
        policies: ROUTE_CLASSES.map((name) => expect.objectContaining({ class: name, mode: 'normal' })),
      },
    ])
  })

  it('readiness is `degraded` while L2 is down', async () => {
    vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('redis down'))
    const send = isolate({ UPSTASH_REDIS_REST_URL: 'https://redis.test', UPSTASH_REDIS_REST_TOKEN: 't' })
    const reply = await stranger.through(send).get('/readyz')
    expect([reply.status, reply.as(readinessSchema)]).toMatchObject([
      200,
      { status: 'degraded', tiers: { l2: { status: 'down' } } },
    ])
  })

  it('readiness is 503 without the record, and operators see the open breakers', async () => {
    const send = down()
    for (let call = 0; call < 6; call++) {
      const reply = await stranger.through(send).get('/readyz')
      expect([reply.status, reply.as(readinessSchema).status]).toEqual([503, 'down'])
    }
    const { items } = (await operator.through(send).get('/v1/admin/ops/breakers')).as(breakersSchema)
    expect(items).toEqual([{ tier: 'record', state: 'open' }])
  })
})
