import { expect, test } from 'vitest'
import { Memory } from '../../src/tiers/memory.ts'

const memory = (random: () => number, maxBytes = 10_000) => {
  const clock = { now: 1_000 }
  return { clock, cache: new Memory<string>({ maxBytes, random, now: () => clock.now }) }
}

test('what is put is there for its time, spread by a tenth either way', () => {
  for (const [random, ms] of [
    [() => 0, 900],
    [() => 0.5, 1_000],
    [() => 0.999_999, 1_100],
  ] as const) {
    const { cache, clock } = memory(random)
    cache.put('a', { version: 1, value: 'x' }, 1, 1_000)
    clock.now += ms
    expect(cache.get('a')).toEqual({ version: 1, value: 'x' })
    clock.now += 1
    expect(cache.get('a')).toBeUndefined()
  }
})

test('an older version never replaces a newer one, and the newer one is told', () => {
  const { cache } = memory(() => 0.5)
  cache.put('a', { version: 5, value: 'five' }, 4, 1_000)
  expect(cache.put('a', { version: 4, value: 'four' }, 4, 1_000)).toEqual({ version: 5, value: 'five' })
  expect(cache.put('a', { version: 0, value: null }, 0, 1_000)).toEqual({ version: 5, value: 'five' })
  expect(cache.get('a')).toEqual({ version: 5, value: 'five' })
  expect(cache.put('a', { version: 5, value: 'again' }, 4, 1_000)).toEqual({ version: 5, value: 'again' })
})

test('it holds no more bytes than allowed: what was not used for longest goes', () => {
  const { cache } = memory(() => 0.5, 3_000)
  for (const key of ['a', 'b']) cache.put(key, { version: 1, value: key }, 1_000, 1_000)
  cache.get('a')
  cache.put('c', { version: 1, value: 'c' }, 1_000, 1_000)
  expect(['a', 'b', 'c'].map((key) => cache.get(key)?.value)).toEqual(['a', undefined, 'c'])
  cache.put('huge', { version: 1, value: 'huge' }, 5_000, 1_000)
  expect(cache.get('huge')).toBeUndefined()
})
