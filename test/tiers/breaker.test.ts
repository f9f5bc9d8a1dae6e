/** Edge cases of the breaker: requests that are cancelled during a probe, and calls that count as failures. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Breaker } from '../../src/tiers/calls/breaker.ts'
import { Slots } from '../../src/tiers/calls/slots.ts'
import { TierError } from '../../src/tiers/calls/tier-error.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const down = () => Promise.reject(new TierError('l2', 'down', 'no answer'))
const never = () => new Promise<never>(() => {})
const opened = async () => {
  const breaker = new Breaker('l2', 1_000, { window: 4, minimumCalls: 2, openMs: 5_000 })
  await breaker.run(down).catch(() => {})
  await breaker.run(down).catch(() => {})
  return breaker
}

test('while a probe is under way, other calls fail at once instead of waiting for it', async () => {
  const breaker = await opened()
  vi.advanceTimersByTime(5_000)
  void breaker.run(never)
  expect(breaker.state).toBe('half-open')
  await expect(breaker.run(() => Promise.resolve(1))).rejects.toMatchObject({ outcome: 'down' })
})

test('a probe that never ends, because its request was cancelled, is replaced by a new one', async () => {
  const breaker = await opened()
  vi.advanceTimersByTime(5_000)
  void breaker.run(never)
  vi.advanceTimersByTime(1_000)
  expect(await breaker.run(() => Promise.resolve('up'))).toBe('up')
  expect(breaker.state).toBe('closed')
})

test('a refused probe counts as answered, so the breaker closes', async () => {
  const breaker = await opened()
  vi.advanceTimersByTime(5_000)
  const refused = breaker.run(() => Promise.reject(new TierError('l2', 'refused', 'too long')))
  await expect(refused).rejects.toMatchObject({ outcome: 'refused' })
  expect(breaker.state).toBe('closed')
})

test('refusals count as answered calls', async () => {
  const refuse = () => Promise.reject(new TierError('l2', 'refused', 'too long'))
  const breaker = new Breaker('l2', 1_000, { window: 10, minimumCalls: 2 })
  for (const call of [refuse, refuse, refuse, down, down]) await breaker.run(call).catch(() => {})
  expect(breaker.state).toBe('closed')
  await breaker.run(down).catch(() => {})
  expect(breaker.state).toBe('open')
})

test('a slot that a cancelled request never gave back is taken back after its time', async () => {
  const slots = new Slots(1)
  await slots.take(100, 1_000)
  const late = expect(slots.take(100, 1_000)).rejects.toMatchObject({ name: 'DeadlineError' })
  await vi.advanceTimersByTimeAsync(100)
  await late
  vi.advanceTimersByTime(1_000)
  const release = await slots.take(100, 1_000)
  const next = slots.take(100, 1_000)
  release()
  ;(await next)()
})
