/**
 * The heat contract of every tier.
 * Invariant: a batch is counted whole and once, however often it arrives and however many consumers count it at the
 * same time.
 */
import { describe, expect, test } from 'vitest'
import { DAY_MS, dayOf, type HeatBatch, type HeatCount } from '../../../src/domain/heat.ts'
import type { HeatTier } from '../../../src/tiers/heat.ts'
import { chanceOf } from '../../support/chance.ts'

/** Each test uses its own days, so that no test sees another one's counts. */
let fortnights = 0
export function newNoon(): number {
  fortnights += 1
  return Date.UTC(2026, 10, 24, 12) + fortnights * 14 * DAY_MS
}

export function batch(now: number, counts: Readonly<Record<string, Partial<HeatCount>>>, daysAgo = 0): HeatBatch {
  return {
    id: crypto.randomUUID(),
    day: dayOf(now) - daysAgo,
    counts: Object.entries(counts).map(([sku, count]) => ({ views: 0, adds: 0, purchases: 0, ...count, sku })),
  }
}

export const views = (count: number) => ({ views: count })

export function heatContract(open: () => HeatTier): void {
  const heat = () => open()

  test('a view is worth 1, an add 5, a purchase 20, and the hottest comes first', async () => {
    const now = newNoon()
    const counted = batch(now, { tea: views(4), cup: { views: 1, adds: 1 }, pot: { purchases: 1 } })
    expect(await heat().countHeat([counted], now)).toEqual(new Set([counted.id]))
    expect(await heat().hottest('day', now, 10)).toEqual([
      { sku: 'pot', score: 20 },
      { sku: 'cup', score: 6 },
      { sku: 'tea', score: 4 },
    ])
    expect(await heat().hottest('week', now, 1)).toEqual([{ sku: 'pot', score: 20 }])
    expect(await heat().heatRank('day', now, 'tea')).toEqual({ rank: 3, score: 4 })
  })

  test('a product that was never counted has no rank, and days without events have no ranking', async () => {
    const now = newNoon()
    expect(await heat().hottest('week', now, 10)).toEqual([])
    expect(await heat().heatRank('week', now, 'tea')).toBeNull()
  })

  test('older days are worth less, and expired days nothing', async () => {
    const now = newNoon()
    const days = [0, 1, 3, 6, 7].map((ago) => batch(now, { [`d${ago}`]: views(100) }, ago))
    await heat().countHeat(days, now)
    expect(await heat().hottest('day', now, 10)).toEqual([
      { sku: 'd0', score: 100 },
      { sku: 'd1', score: 50 },
    ])
    expect(await heat().hottest('week', now, 10)).toEqual([
      { sku: 'd0', score: 100 },
      { sku: 'd1', score: 70 },
      { sku: 'd3', score: 34.3 },
      { sku: 'd6', score: 11.76 },
    ])
  })

  test('products with equal scores are ordered by bytes, and a rank equals the place in the list', async () => {
    const now = newNoon()
    await heat().countHeat([batch(now, { b: views(1), B: views(1), 'a-1': views(1), a: views(1), z: views(2) })], now)
    const skus = (await heat().hottest('day', now, 10)).map(({ sku }) => sku)
    expect(skus).toEqual(['z', 'b', 'a-1', 'a', 'B'])
    const ranks = await Promise.all(skus.map((sku) => heat().heatRank('day', now, sku)))
    expect(ranks.map((found) => found?.rank)).toEqual([1, 2, 3, 4, 5])
  })

  test('a batch that arrives again, by itself, with others, or at the same time, is counted once', async () => {
    const now = newNoon()
    const [one, other] = [batch(now, { tea: views(3) }), batch(now, { tea: views(5), cup: views(1) })]
    const both = [one, other]
    await heat().countHeat([one], now)
    expect(await heat().countHeat(both, now)).toEqual(new Set(both.map(({ id }) => id)))
    const third = batch(now, { tea: views(7) })
    // One of two simultaneous calls may fail and must be repeated, as the queue repeats it.
    await Promise.allSettled(Array.from({ length: 5 }, () => heat().countHeat([third, ...both], now)))
    await heat().countHeat([third], now)
    expect(await heat().hottest('day', now, 10)).toEqual([
      { sku: 'tea', score: 15 },
      { sku: 'cup', score: 1 },
    ])
  })

  describe('the largest call of a consumer', () => {
    test('one call counts 28 batches of 500 SKUs, which is the most that a consumer sends at once', async () => {
      const now = newNoon()
      const random = chanceOf(7)
      const sums = new Map<string, number>()
      const batches = Array.from({ length: 28 }, () => {
        const counts = Array.from({ length: 500 }, (_, n) => [`sku-${n}`, views(1 + Math.floor(random() * 9))] as const)
        for (const [sku, count] of counts) sums.set(sku, (sums.get(sku) ?? 0) + count.views)
        return batch(now, Object.fromEntries(counts))
      })
      await heat().countHeat(batches, now)
      const found = await heat().hottest('day', now, 1_000)
      expect(new Map(found.map(({ sku, score }) => [sku, score]))).toEqual(sums)
    })
  })
}
