/**
 * The isolate's cache.
 * Invariant: it never holds more bytes than allowed; an older version never replaces a newer one; expired entries are
 * dropped before live ones.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Memory } from '../../src/tiers/memory.ts'

const memory = (random: () => number, maxBytes = 10_000) => {
  const clock = { now: 1_000 }
  return { clock, cache: new Memory<string>({ maxBytes, random, now: () => clock.now }) }
}

test('an entry lives for its TTL, which varies by a tenth either way', () => {
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

test('an older version never replaces a newer one, and the newer one is returned', () => {
  const { cache } = memory(() => 0.5)
  cache.put('a', { version: 5, value: 'five' }, 4, 1_000)
  expect(cache.put('a', { version: 4, value: 'four' }, 4, 1_000)).toEqual({ version: 5, value: 'five' })
  expect(cache.put('a', { version: 0, value: null }, 0, 1_000)).toEqual({ version: 5, value: 'five' })
  expect(cache.get('a')).toEqual({ version: 5, value: 'five' })
  expect(cache.put('a', { version: 5, value: 'again' }, 4, 1_000)).toEqual({ version: 5, value: 'again' })
})

test('a full cache drops the least recently used entry', () => {
  const { cache } = memory(() => 0.5)
  const keys = Array.from('abcdefgh')
  for (const key of keys) cache.put(key, { version: 1, value: key }, 1_000, 1_000)
  cache.get('a')
  cache.put('i', { version: 1, value: 'i' }, 1_000, 1_000)
  expect([...keys, 'i'].filter((key) => cache.get(key))).toEqual(Array.from('acdefghi'))
  expect(cache.stats()).toMatchObject({ entries: 8, evicted: 1, expired: 0, replaced: 0, tooLarge: 0 })
})

test('a value that is too large is not kept, displaces no other entry, and removes the older version', () => {
  const { cache } = memory(() => 0.5)
  for (const key of ['a', 'b']) cache.put(key, { version: 1, value: key }, 100, 1_000)
  expect(cache.put('a', { version: 2, value: 'huge' }, 9_000, 1_000).value).toBe('huge')
  expect(cache.put('c', { version: 1, value: 'huge' }, 20_000, 1_000).value).toBe('huge')
  expect(['a', 'b', 'c'].map((key) => cache.get(key)?.value)).toEqual([undefined, 'b', undefined])
  expect(cache.stats()).toMatchObject({ entries: 1, evicted: 0, replaced: 1, tooLarge: 2 })
})

test('an expired entry stays for callers that accept it, up to the age that they accept', () => {
  const { cache, clock } = memory(() => 0.5)
  cache.put('a', { version: 3, value: 'x' }, 100, 1_000)
  clock.now += 1_001
  expect(cache.get('a')).toBeUndefined()
  expect(cache.getOld('a', 500)).toEqual({ version: 3, value: 'x' })
  clock.now += 500
  expect(cache.getOld('a', 500)).toBeUndefined()
  expect(cache.getOld('b', 500)).toBeUndefined()
})

test('an expired entry is counted when an older version replaces it', () => {
  const { cache, clock } = memory(() => 0.5)
  for (const key of ['a', 'b']) cache.put(key, { version: 2, value: key }, 100, 1_000)
  const full = cache.stats()
  clock.now += 1_001
  expect(cache.get('a')).toBeUndefined()
  expect(cache.put('b', { version: 1, value: 'b' }, 100, 1_000)).toEqual({ version: 1, value: 'b' })
  expect(cache.stats()).toMatchObject({ entries: 2, bytes: full.bytes, expired: 1, replaced: 0 })
})

const MAX_BYTES = 4_000
const step = fc.record({
  key: fc.integer({ min: 0, max: 40 }).map((number) => `key ${number}`),
  version: fc.nat({ max: 3 }),
  bytes: fc.oneof(
    fc.nat({ max: 300 }),
    fc.nat({ max: 300 }),
    fc.nat({ max: MAX_BYTES / 4 }),
    fc.constant(MAX_BYTES * 2),
  ),
  ttlMs: fc.constantFrom(1, 100, 10_000),
  passMs: fc.constantFrom(0, 1, 150),
  get: fc.boolean(),
})

test('the size limit always holds, and every kept entry is present or was dropped for one counted cause', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 200, size: 'max' }), (steps) => {
      const { cache, clock } = memory(() => 0.5, MAX_BYTES)
      const sizes = new Map<string, number>()
      let accepted = 0
      for (const { key, version, bytes, ttlMs, passMs, get } of steps) {
        clock.now += passMs
        if (get) {
          cache.get(key)
          continue
        }
        const held = { version, value: key }
        if (cache.put(key, held, bytes, ttlMs) === held) {
          accepted += 1
          sizes.set(key, bytes)
        }
        expect(cache.stats().bytes).toBeLessThanOrEqual(MAX_BYTES)
      }
      const { entries, bytes, evicted, expired, replaced, tooLarge } = cache.stats()
      expect(entries + evicted + expired + replaced + tooLarge).toBe(accepted)
      const kept = [...sizes].filter(([key]) => cache.get(key))
      expect(kept.reduce((sum, [, size]) => sum + size, 0)).toBeLessThanOrEqual(bytes)
    }),
    { numRuns: 200 },
  )
})

test('expired entries are dropped before live ones, even if the live ones were used earlier', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 16, maxLength: 16 }), (fresh) => {
      fc.pre(fresh.includes(false))
      const size = 300
      const { cache, clock } = memory(() => 0.5, 16 * size)
      fresh.forEach((live, place) => {
        const key = String.fromCharCode(97 + place)
        // An entry costs 202 bytes beyond its value.
        cache.put(key, { version: 1, value: key }, size - 202, live ? 10_000 : 100)
      })
      expect(cache.stats()).toMatchObject({ entries: 16, bytes: 16 * size })
      clock.now += 1_000
      cache.put('z', { version: 1, value: 'z' }, size - 202, 10_000)
      const live = fresh.filter(Boolean).length
      expect(cache.stats()).toMatchObject({ entries: live + 1, expired: 16 - live, evicted: 0 })
      fresh.forEach((isLive, place) => {
        expect(cache.get(String.fromCharCode(97 + place)) !== undefined).toBe(isLive)
      })
    }),
  )
})

test('if one sample of expired entries frees too little, the cache takes another sample', () => {
  const { cache, clock } = memory(() => 0.5, 30_000)
  for (let place = 0; place < 145; place++) cache.put(`${place}`.padStart(2, '0'), { version: 1, value: '' }, 0, 100)
  clock.now += 1_000
  cache.put('live', { version: 1, value: 'live' }, 96, 10_000)
  cache.put('large', { version: 1, value: 'large' }, 3_500, 10_000)
  expect(['live', 'large'].map((key) => cache.get(key)?.value)).toEqual(['live', 'large'])
  expect(cache.stats()).toMatchObject({ evicted: 0 })
  expect(cache.stats().expired).toBeGreaterThan(16)
})
