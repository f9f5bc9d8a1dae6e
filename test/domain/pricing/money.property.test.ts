// Shares and splits, compared with the same sums in integers of any size.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { share, split, sum } from '../../../src/domain/pricing/money.ts'

const RUNS = { numRuns: 1_000 }
const amount = fc.oneof(fc.nat(30), fc.nat(1_000_000), fc.integer({ min: 0, max: 999_000_000_000_000 }))
const weight = fc.oneof(fc.constantFrom(0, 1, 1), fc.nat(30), fc.integer({ min: 0, max: 900_000_000_000_000 }))

describe('a share', () => {
  test('a share is the nearest whole amount, and a tie rounds up', () => {
    fc.assert(
      fc.property(
        amount,
        fc.nat(1_000_000),
        fc.integer({ min: 1, max: 1_500_000 }),
        (whole, numerator, denominator) => {
          fc.pre((BigInt(whole) * BigInt(numerator)) / BigInt(denominator) < BigInt(Number.MAX_SAFE_INTEGER))
          const product = BigInt(whole) * BigInt(numerator)
          const twiceOff = 2n * (BigInt(share(whole, numerator, denominator)) * BigInt(denominator) - product)
          expect(twiceOff > -BigInt(denominator) && twiceOff <= BigInt(denominator)).toBe(true)
        },
      ),
      RUNS,
    )
  })

  test.each([
    [5, 1, 10, 1, '0.5 goes up'],
    [4, 1, 10, 0, '0.4 goes down'],
    [15, 1, 10, 2, '1.5 goes up'],
    [25, 1, 10, 3, '2.5 goes up too: not to the even one'],
    [999_000_000_000_000, 8_875, 10_000, 886_612_500_000_000, 'the product is 8.9 × 10^18, past 2^53'],
    [999_000_000_000_001, 5_000, 10_000, 499_500_000_000_001, '…000.5 goes up there as well'],
    [9_007_199_254_740_991, 10_000, 10_000, 9_007_199_254_740_991, 'all of the highest amount is it'],
  ])('%d × %d ÷ %d = %d: %s', (whole, numerator, denominator, expected) => {
    expect(share(whole, numerator, denominator)).toBe(expected)
  })
})

describe('a split', () => {
  const splits = fc
    .uniqueArray(fc.tuple(fc.string({ minLength: 1, maxLength: 3 }), weight), {
      selector: ([key]) => key,
      minLength: 1,
      maxLength: 9,
    })
    .filter((parts) => parts.some(([, each]) => each > 0))
    .chain((parts) => {
      const total = parts.reduce((all, [, each]) => all + each, 0)
      return fc.record({ parts: fc.constant(parts), amount: fc.oneof(fc.nat(Math.min(total, 40)), fc.nat(total)) })
    })

  test('a split sums to the whole, and each part is within one of the exact part and at most its weight', () => {
    fc.assert(
      fc.property(splits, ({ amount, parts }) => {
        const weights = parts.map(([, each]) => each)
        const divided = split(
          amount,
          weights,
          parts.map(([key]) => key),
        )
        expect(sum(divided)).toBe(amount)
        const total = BigInt(sum(weights))
        for (const [index, part] of divided.entries()) {
          const off = BigInt(part) * total - BigInt(amount) * BigInt(weights[index] ?? 0)
          expect(off > -total && off < total).toBe(true)
          expect(part).toBeLessThanOrEqual(weights[index] ?? 0)
        }
      }),
      RUNS,
    )
  })

  test('a split gives each key the same part, in any order of the keys', () => {
    const two = splits.chain(({ amount, parts }) =>
      fc.record({
        amount: fc.constant(amount),
        parts: fc.constant(parts),
        other: fc.shuffledSubarray(parts, { minLength: parts.length }),
      }),
    )
    fc.assert(
      fc.property(two, ({ amount, parts, other }) => {
        const byKey = (entries: typeof parts) => {
          const keys = entries.map(([key]) => key)
          const divided = split(
            amount,
            entries.map(([, each]) => each),
            keys,
          )
          return new Map(keys.map((key, index) => [key, divided[index]]))
        }
        expect(byKey(other)).toEqual(byKey(parts))
      }),
      RUNS,
    )
  })

  test('a split never rounds up a part with a smaller remainder than one that it rounds down', () => {
    fc.assert(
      fc.property(splits, ({ amount, parts }) => {
        const weights = parts.map(([, each]) => BigInt(each))
        const total = weights.reduce((all, each) => all + each, 0n)
        const divided = split(
          amount,
          parts.map(([, each]) => each),
          parts.map(([key]) => key),
        )
        const cut = weights.map((each) => (BigInt(amount) * each) % total)
        const isRaised = weights.map((each, index) => BigInt(divided[index] ?? 0) > (BigInt(amount) * each) / total)
        const kept = cut.filter((_, index) => !isRaised[index])
        for (const [index, remainder] of cut.entries()) {
          if (isRaised[index]) for (const other of kept) expect(other <= remainder).toBe(true)
        }
      }),
      RUNS,
    )
  })

  test.each([
    [100, [1, 1, 1], ['a', 'b', 'c'], [34, 33, 33], 'a third each, the one over to the lowest key'],
    [100, [1, 1, 1], ['c', 'b', 'a'], [33, 33, 34], 'to the lowest key, not to the first'],
    [10, [3, 3, 1], ['a', 'b', 'c'], [4, 4, 2], '4.29, 4.29, 1.43: 4 + 4 + 1, the one over to the .43'],
    [1, [0, 0, 5], ['a', 'b', 'c'], [0, 0, 1], 'nothing to what weighs nothing'],
    [0, [0, 0], ['a', 'b'], [0, 0], 'nothing of nothing'],
    [7, [10, 10], ['Z', 'a'], [4, 3], 'capitals come before small letters'],
  ])('%d over %j is %s', (amount, weights, keys, expected) => {
    expect(split(amount, weights, keys)).toEqual(expected)
  })

  test('a split of an amount over zero weights throws', () => {
    expect(() => split(1, [0, 0], ['a', 'b'])).toThrow(RangeError)
  })
})
