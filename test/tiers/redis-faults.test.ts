/**
 * L2 while Redis cannot answer, and its values.
 * Invariant: a missing answer is an error within the deadline and never a miss, and no error message repeats a command.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Intercept } from '../../dev/gateways/http-gateway.ts'
import type { L2 } from '../../src/tiers/l2.ts'
import { type RedisUnderTest, startRedis } from './support/redis-l2.ts'
import { cart, HARD_JSON, line, newId } from './support/samples.ts'

const SECRET = 'secret-text'
const DOWN = { name: 'TierError', tier: 'l2', outcome: 'down' }
const quiet = { minimumCalls: 20 }

let started: RedisUnderTest
beforeAll(async () => {
  started = await startRedis()
})
afterEach(() => {
  started.gateway.setIntercept(null)
  vi.useRealTimers()
})
afterAll(() => started.close())

const secretCart = () =>
  cart(newId(SECRET), { epoch: 1, version: 1 }, { lists: { items: { a: line(1, { note: SECRET }) } } })
const calls: readonly [name: string, call: (l2: L2) => Promise<unknown>][] = [
  ['ping', (l2) => l2.ping()],
  ['putCopies', (l2) => l2.putCopies([secretCart(), secretCart()])],
  ['getCopy', (l2) => l2.getCopy('cart', SECRET)],
  ['heldOf', (l2) => l2.heldOf('cart', [SECRET, 'other', 'third'])],
  ['getValues', (l2) => l2.getValues([SECRET, 'other'])],
  ['putValues', (l2) => l2.putValues([{ key: SECRET, version: 1, value: SECRET, ttlSeconds: 10 }])],
]

const error = (text: string) => JSON.stringify({ error: text })
const answers: readonly [name: string, intercept: Intercept][] = [
  ['520 with a page', () => ({ status: 520, body: `<html>${SECRET}</html>` })],
  ['200 with a page', () => ({ status: 200, body: `<html>${SECRET}</html>` })],
  ['truncated JSON', () => ({ body: (answer) => answer.slice(0, -2) })],
  ['an empty object', () => ({ body: '{}' })],
  ['a result of another shape', () => ({ body: '{"result":7}' })],
  ['an empty list', () => ({ body: '[]' })],
  ['a list of empty objects', () => ({ body: '[{},{}]' })],
  ['400', () => ({ status: 400, body: error(`ERR max daily request limit exceeded ${SECRET}`) })],
  ['401', () => ({ status: 401, body: error('WRONGPASS invalid token') })],
  ['a cut connection', () => ({ drop: true })],
]

describe('a wrong answer of Redis is an error, never a miss', () => {
  test.each(answers)('%s from Redis is an error', async (_, intercept) => {
    started.gateway.setIntercept(intercept)
    for (const [name, call] of calls) {
      const failed = await call(started.open({ breaker: quiet })).then(
        () => 'an answer',
        (thrown: unknown) => thrown,
      )
      expect(failed, name).toMatchObject(DOWN)
      expect(String(failed), name).not.toContain(SECRET)
    }
  })
})

test('a pipeline whose commands all fail is an error', async () => {
  started.gateway.setIntercept(() => ({
    body: '[{"error":"OOM command not allowed"},{"error":"OOM command not allowed"}]',
  }))
  await expect(started.open().putCopies([secretCart(), secretCart()])).rejects.toMatchObject(DOWN)
})

test('fault 17: a timeout of Redis is an unknown outcome, never an empty cart, and the breaker counts it', async () => {
  let requests = 0
  started.gateway.setIntercept(() => {
    requests += 1
    return { delayMs: 60_000 }
  })
  const l2 = started.open({ deadlineMs: 30, pipelineDeadlineMs: 30, breaker: { window: 10, minimumCalls: 4 } })
  for (const [name, call] of calls.slice(0, 4)) await expect(call(l2), name).rejects.toMatchObject(DOWN)
  expect([requests, l2.breaker]).toEqual([4, 'open'])
  await expect(l2.getCopy('cart', newId())).rejects.toMatchObject(DOWN)
  expect(requests).toBe(4)
})

test('the breaker closes when a probe is answered', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const l2 = started.open({ breaker: { window: 10, minimumCalls: 2, openMs: 1_000 } })
  started.gateway.setIntercept(() => ({ drop: true }))
  await l2.ping().catch(() => {})
  await l2.ping().catch(() => {})
  expect(l2.breaker).toBe('open')
  started.gateway.setIntercept(null)
  vi.setSystemTime(Date.now() + 1_001)
  await l2.ping()
  expect(l2.breaker).toBe('closed')
})

test('a failed call is sent only once, because the client does not retry', async () => {
  let requests = 0
  started.gateway.setIntercept(() => {
    requests += 1
    return { drop: true }
  })
  for (const [, call] of calls) await call(started.open({ breaker: quiet })).catch(() => {})
  expect(requests).toBe(calls.length)
})

describe('values', () => {
  const write = (key: string, version: number, value: string | null, ttlSeconds = 60) => ({
    key,
    version,
    value,
    ttlSeconds,
  })

  test('values return in the requested order with their versions; null means absent and differs from empty text', async () => {
    const l2 = started.open()
    const text = `${HARD_JSON.replace('\ud800', '')} 7 8`
    await l2.putValues([write('v-a', 3, text), write('v-b', 0, null), write('v-c', 4, '')])
    expect(await l2.getValues(['v-c', 'v-none', 'v-a', 'v-b'])).toEqual([
      { version: 4, value: '' },
      null,
      { version: 3, value: text },
      { version: 0, value: null },
    ])
    expect(await l2.getValues([])).toEqual([])
    await l2.putValues([])
  })

  test('an older value never replaces a newer one; an equal version is written again', async () => {
    const l2 = started.open()
    await l2.putValues([write('v-old', 10, 'ten')])
    await l2.putValues([write('v-old', 9, 'nine'), write('v-old', 0, null)])
    expect(await l2.getValues(['v-old'])).toEqual([{ version: 10, value: 'ten' }])
    await l2.putValues([write('v-old', 10, 'ten again', 500)])
    expect(await l2.getValues(['v-old'])).toEqual([{ version: 10, value: 'ten again' }])
    expect(await started.redis.ttl(`${started.prefix}v-old`)).toBeGreaterThan(60)
  })

  test('a foreign value is a miss and is replaced', async () => {
    const l2 = started.open()
    await started.redis.set(`${started.prefix}v-junk`, 'junk')
    await started.redis.hset(`${started.prefix}v-hash`, 'a', '1')
    expect(await l2.getValues(['v-junk', 'v-hash'])).toEqual([null, null])
    await l2.putValues([write('v-junk', 1, 'x'), write('v-hash', 1, 'y')])
    expect(await l2.getValues(['v-junk', 'v-hash'])).toEqual([
      { version: 1, value: 'x' },
      { version: 1, value: 'y' },
    ])
  })

  test('a read of many keys is one request', async () => {
    let requests = 0
    started.gateway.setIntercept(() => {
      requests += 1
      return null
    })
    const keys = Array.from({ length: 100 }, (_, n) => `v-many-${n}`)
    await started.open().putValues(keys.map((key, n) => write(key, n, key)))
    expect((await started.open().getValues(keys)).map((found) => found?.value)).toEqual(keys)
    expect(requests).toBe(2)
  })
})
