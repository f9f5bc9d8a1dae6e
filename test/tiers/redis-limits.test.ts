/**
 * Limits that all isolates count together.
 * Invariant: within a window no more units than the limit are allowed, over all isolates; if Redis does not count, the
 * result is an error within the deadline and never an allowed unit.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Intercept } from '../../dev/gateways/http-gateway.ts'
import type { L2 } from '../../src/tiers/l2.ts'
import { type RedisUnderTest, startRedis } from './support/redis-l2.ts'
import { newId } from './support/samples.ts'

const DOWN = { name: 'TierError', tier: 'l2', outcome: 'down' }
const START = Date.UTC(2026, 10, 24, 12)
const QUOTA = { limit: 5, periodSeconds: 60 }

let started: RedisUnderTest
beforeAll(async () => {
  started = await startRedis()
})
afterEach(() => {
  started.gateway.setIntercept(null)
  vi.useRealTimers()
})
afterAll(() => started.close())

/** The isolates' clock; Redis has its own. */
function clockAt(ms: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: ms })
}

async function allowedOf(takes: number, take: (n: number) => ReturnType<L2['takeGlobally']>): Promise<number> {
  const answers = await Promise.all(Array.from({ length: takes }, (_, n) => take(n)))
  return answers.filter(({ allowed }) => allowed).length
}

test('a limit holds over two isolates that take at the same time', async () => {
  clockAt(START)
  const [one, other] = [started.open(), started.open()]
  const key = newId()
  expect(await allowedOf(20, (n) => (n % 2 ? one : other).takeGlobally('login', key, QUOTA))).toBe(5)
  for (const isolate of [one, other])
    expect(await isolate.takeGlobally('login', key, QUOTA)).toMatchObject({ allowed: false })
})

test('a refused request is allowed after the window has passed, and not before', async () => {
  clockAt(START + 18_500)
  const l2 = started.open()
  const key = newId()
  const take = () => l2.takeGlobally('login', key, { limit: 1, periodSeconds: 60 })
  expect(await take()).toEqual({ allowed: true, retryAfterSeconds: 0 })
  expect(await take()).toEqual({ allowed: false, retryAfterSeconds: 42 })
  clockAt(START + 59_999)
  expect(await take()).toEqual({ allowed: false, retryAfterSeconds: 1 })
  clockAt(START + 60_000)
  expect(await take()).toEqual({ allowed: true, retryAfterSeconds: 0 })
})

test('each key of each limit is counted separately', async () => {
  clockAt(START)
  const l2 = started.open()
  const [one, other] = [newId(), newId()]
  const take = (name: string, key: string) => l2.takeGlobally(name, key, { limit: 1, periodSeconds: 60 })
  const taken = [await take('login', one), await take('login', other), await take('checkout', one)]
  expect(taken.map(({ allowed }) => allowed)).toEqual([true, true, true])
  expect(await take('login', one)).toMatchObject({ allowed: false })
})

test('a count expires in Redis one period after its first unit', async () => {
  clockAt(START)
  const key = newId()
  await started.open().takeGlobally('login', key, QUOTA)
  await started.open().takeGlobally('login', key, QUOTA)
  const [kept = '', ...more] = await started.redis.keys(`${started.prefix}limit:login:${key}:*`)
  expect(more).toEqual([])
  const ttl = await started.redis.ttl(kept)
  expect(ttl).toBeGreaterThan(50)
  expect(ttl).toBeLessThanOrEqual(60)
})

test('a unit costs one request', async () => {
  const requests: string[] = []
  started.gateway.setIntercept(({ path }) => {
    requests.push(path)
    return null
  })
  await started.open().takeGlobally('login', newId(), QUOTA)
  expect(requests).toEqual(['/'])
})

const error = (text: string) => JSON.stringify({ error: text })
const answers: readonly [name: string, intercept: Intercept][] = [
  ['520 with a page', () => ({ status: 520, body: '<html>secret-key</html>' })],
  ['200 with a page', () => ({ status: 200, body: '<html>secret-key</html>' })],
  ['an empty object', () => ({ body: '{}' })],
  ['a result of another shape', () => ({ body: '{"result":[7,5]}' })],
  ['a count that is not a number', () => ({ body: '{"result":"7"}' })],
  ['a count that is null', () => ({ body: '{"result":null}' })],
  ['a count that is not an integer', () => ({ body: '{"result":0.5}' })],
  ['a count below one', () => ({ body: '{"result":0}' })],
  ['an empty list', () => ({ body: '{"result":[]}' })],
  ['an error of the script', () => ({ status: 400, body: error('ERR secret-key NOSCRIPT') })],
  ['a cut connection', () => ({ drop: true })],
]

describe('a Redis that does not count causes an error, never an allowed unit', () => {
  test.each(answers)('%s from Redis causes an error', async (_, intercept) => {
    started.gateway.setIntercept(intercept)
    const failed = await started
      .open()
      .takeGlobally('login', 'secret-key', QUOTA)
      .catch((thrown: unknown) => thrown)
    expect(failed).toMatchObject(DOWN)
    expect(String(failed)).not.toContain('secret-key')
  })
})

test('a call to a hanging Redis ends at the deadline, and the breaker counts it', async () => {
  started.gateway.setIntercept(() => ({ delayMs: 60_000 }))
  const l2 = started.open({ deadlineMs: 30, breaker: { window: 10, minimumCalls: 2 } })
  const take = () => l2.takeGlobally('login', newId(), QUOTA)
  await expect(take()).rejects.toMatchObject({ ...DOWN, message: expect.stringMatching(/no answer within \d+ ms/) })
  await expect(take()).rejects.toMatchObject(DOWN)
  expect(l2.breaker).toBe('open')
})
