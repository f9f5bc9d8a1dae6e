/**
 * The distributed lock.
 * Invariant: there is one holder at a time, and only it renews and releases the lock; a holder learns when it has lost
 * the lock; each holder's fence is greater than all before it, so that a resource can refuse late holders.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Intercept } from '../../dev/gateways/http-gateway.ts'
import type { HeldLock } from '../../src/tiers/l2.ts'
import { type RedisUnderTest, startRedis } from './support/redis-l2.ts'
import { newId } from './support/samples.ts'

const DOWN = { name: 'TierError', tier: 'l2', outcome: 'down' }
const MINUTE = 60_000
// The tests use real time, because Redis has its own clock; the TTL is short, and still long against a round trip.
const SHORT = 300

let started: RedisUnderTest
beforeAll(async () => {
  started = await startRedis()
})
afterEach(() => started.gateway.setIntercept(null))
afterAll(() => started.close())

const lockKey = (name: string) => `${started.prefix}lock:{${name}}`
const fenceKey = (name: string) => `${started.prefix}fence:{${name}}`
const fenceOf = async ({ fence }: HeldLock) => fence

/** Work that continues until its signal aborts. */
function pending() {
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  return { ended, end }
}

/** A holder that is still working. */
async function hold(name: string, ttlMs: number, options: Parameters<RedisUnderTest['open']>[0] = {}) {
  const { ended, end } = pending()
  let outcome: Promise<unknown> = Promise.resolve()
  const held = await new Promise<HeldLock>((resolve, reject) => {
    outcome = started.open(options).withLock(name, ttlMs, async (held) => {
      resolve(held)
      await ended
    })
    outcome.catch(reject)
  })
  return {
    ...held,
    async end() {
      end()
      await outcome
    },
  }
}

describe('a lock', () => {
  test('a lock lets one of 50 takers work at a time, and finally each of them', async () => {
    const name = newId()
    const [one, other] = [started.open(), started.open()]
    const fences: number[] = []
    let inside = 0
    const work = async ({ fence }: HeldLock) => {
      inside += 1
      expect(inside).toBe(1)
      await wait(1)
      fences.push(fence)
      inside -= 1
    }
    const takers = Array.from({ length: 50 }, async (_, n) => {
      while (!(await (n % 2 ? one : other).withLock(name, MINUTE, work)).held) await wait(5)
    })
    await Promise.all(takers)
    expect(fences).toHaveLength(50)
    expect(fences).toEqual([...new Set(fences)].toSorted((a, b) => a - b))
  })

  test('withLock returns the result of the work, or at once that another holder has the lock', async () => {
    const name = newId()
    const holder = await hold(name, MINUTE)
    const work = vi.fn(async () => 'done')
    expect(await started.open().withLock(name, MINUTE, work)).toEqual({ held: false })
    expect(work).not.toHaveBeenCalled()
    await holder.end()
    expect(await started.open().withLock(name, MINUTE, work)).toEqual({ held: true, value: 'done' })
  })

  test('a lock is free after its work failed, and the caller gets the error', async () => {
    const name = newId()
    const failing = started.open().withLock(name, MINUTE, () => Promise.reject(new Error('broken work')))
    await expect(failing).rejects.toThrow('broken work')
    expect(await started.open().withLock(name, MINUTE, fenceOf)).toMatchObject({ held: true })
  })

  test('locks with different names are independent', async () => {
    const holder = await hold(newId(), MINUTE)
    expect(await started.open().withLock(newId(), MINUTE, fenceOf)).toMatchObject({ held: true })
    await holder.end()
  })

  test('only its owner releases a lock', async () => {
    const name = newId()
    const holder = await hold(name, MINUTE)
    await started.redis.set(lockKey(name), 'another owner', 'PX', MINUTE)
    await holder.end()
    expect(await started.redis.get(lockKey(name))).toBe('another owner')
  })
})

describe('a holder', () => {
  test('a lock of a dead holder is free after its TTL, and not before', async () => {
    const name = newId()
    await started.redis.set(lockKey(name), 'a dead owner', 'PX', SHORT)
    const take = () => started.open().withLock(name, MINUTE, fenceOf)
    expect(await take()).toEqual({ held: false })
    await vi.waitFor(async () => expect(await take()).toMatchObject({ held: true }), 5_000)
  })

  test('a holder keeps the lock beyond its TTL while it works', async () => {
    const name = newId()
    const holder = await hold(name, SHORT)
    const tries = await Promise.all(
      [0.5, 1, 1.5, 2, 2.5].map(async (ttls) => {
        await wait(ttls * SHORT)
        return started.open().withLock(name, SHORT, fenceOf)
      }),
    )
    expect(tries).toEqual(tries.map(() => ({ held: false })))
    expect(holder.signal.aborted).toBe(false)
    await holder.end()
    expect(await started.redis.exists(lockKey(name))).toBe(0)
  })

  test.each<[name: string, lose: (key: string) => Promise<unknown>]>([
    ['that was deleted', (key) => started.redis.del(key)],
    ['that another has', (key) => started.redis.set(key, 'another owner', 'PX', MINUTE)],
    [
      'that was evicted while it could not be renewed',
      async (key) => {
        started.gateway.setIntercept(() => ({ drop: true }))
        await started.redis.del(key)
      },
    ],
  ])('a holder learns that it lost the lock %s', async (_, lose) => {
    const name = newId()
    const holder = await hold(name, SHORT)
    await lose(lockKey(name))
    await vi.waitUntil(() => holder.signal.aborted, { timeout: 5_000, interval: 5 })
    await holder.end()
  })

  test('a holder without an answer from Redis learns so before the lock expires', async () => {
    const name = newId()
    const holder = await hold(name, 5 * SHORT)
    started.gateway.setIntercept(() => ({ delayMs: 60_000 }))
    await new Promise((resolve) => holder.signal.addEventListener('abort', resolve))
    expect(await started.redis.exists(lockKey(name))).toBe(1)
    started.gateway.setIntercept(null)
    await holder.end()
  })

  test('a holder continues if one renewal fails and the next one is in time', async () => {
    const name = newId()
    const holder = await hold(name, SHORT)
    let failed = 0
    started.gateway.setIntercept(() => {
      failed += 1
      return failed === 1 ? { drop: true } : null
    })
    await wait(2 * SHORT)
    expect(failed).toBeGreaterThan(2)
    expect(holder.signal.aborted).toBe(false)
    await holder.end()
  })
})

describe('a fence', () => {
  test('a fence grows strictly, and never expires', async () => {
    const name = newId()
    const fences: number[] = []
    for (let n = 0; n < 20; n++) {
      const taken = await started.open().withLock(name, MINUTE, fenceOf)
      if (taken.held) fences.push(taken.value)
    }
    expect(fences).toHaveLength(20)
    expect(fences).toEqual([...new Set(fences)].toSorted((a, b) => a - b))
    expect(await started.redis.ttl(fenceKey(name))).toBe(-1)
  })

  test('a fence grows even if a taker’s clock is behind, and even if Redis lost everything', async () => {
    const name = newId()
    const take = async () => {
      const taken = await started.open().withLock(name, MINUTE, fenceOf)
      return taken.held ? taken.value : 0
    }
    const first = await take()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 10 * MINUTE })
    try {
      expect(await take()).toBe(first + 1)
    } finally {
      vi.useRealTimers()
    }
    const last = await take()
    await wait(2)
    await started.redis.del(fenceKey(name))
    expect(await take()).toBeGreaterThan(last)
  })

  test('the guarded resource refuses the fence of a late holder', async () => {
    const name = newId()
    const resource = { seen: 0, value: '' }
    const write = (fence: number, value: string) => {
      if (fence < resource.seen) return false
      Object.assign(resource, { seen: fence, value })
      return true
    }
    const late = await hold(name, MINUTE)
    // The holder stalls, its lock expires, and another holder takes over.
    await started.redis.del(lockKey(name))
    await started.open().withLock(name, MINUTE, async ({ fence }) => write(fence, 'of the successor'))
    expect(write(late.fence, 'of the late')).toBe(false)
    expect(resource.value).toBe('of the successor')
    await late.end()
  })
})

const answers: readonly [name: string, intercept: Intercept][] = [
  ['a page', () => ({ status: 520, body: '<html></html>' })],
  ['an empty object', () => ({ body: '{}' })],
  ['a fence of zero', () => ({ body: '{"result":"0"}' })],
  ['a number', () => ({ body: '{"result":7}' })],
  ['a cut connection', () => ({ drop: true })],
  ['a missing answer', () => ({ delayMs: 60_000 })],
]

describe('a Redis that does not say who holds the lock causes an error, and nothing runs', () => {
  test.each(answers)('%s from Redis causes an error', async (_, intercept) => {
    started.gateway.setIntercept(intercept)
    const work = vi.fn(async () => {})
    await expect(started.open({ deadlineMs: 100 }).withLock(newId(), MINUTE, work)).rejects.toMatchObject(DOWN)
    expect(work).not.toHaveBeenCalled()
  })
})
