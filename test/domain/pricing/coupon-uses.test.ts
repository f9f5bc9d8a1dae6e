// Uses of coupons as carts see them. The lookup covers limited coupons only, is cached for seconds, and fails open.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CouponUse } from '../../../src/contract/rpc/stock.ts'
import type { Objects } from '../../../src/objects/objects.ts'
import { CouponUses } from '../../../src/worker/prices/coupon-uses.ts'
import { percent } from './examples/example.ts'
import { coupon } from './given.ts'

const CACHED = false
const NOW = true

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
  vi.spyOn(performance, 'now').mockImplementation(() => Date.now())
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const limited = (code: string, usageLimitPerUser: number | null = null) => ({
  ...coupon(code, percent(10)),
  usageLimit: 1,
  usageLimitPerUser,
})

function uses(answer: (use: CouponUse) => Promise<boolean>) {
  const asked: string[] = []
  const objects = {
    stock: (sku: string) => ({
      isUsedUp(use: CouponUse) {
        asked.push(`${sku} ${use.user}`)
        return answer(use)
      },
    }),
  }
  // The cast: the code under test calls nothing else of the objects.
  return { couponUses: new CouponUses(objects as unknown as Pick<Objects, 'stock'>), asked }
}

describe('the uses of coupons', () => {
  test('only coupons with a limit are looked up', async () => {
    const { couponUses, asked } = uses(async () => true)
    const gone = await couponUses.usedUp([coupon('ANY', percent(10)), limited('ONE')], 'usr_a', NOW)
    expect([...gone]).toEqual(['ONE'])
    expect(asked).toEqual(['coupon:ONE usr_a'])
  })

  test('a lookup is shared for some seconds by everybody, or per user where users are counted', async () => {
    const { couponUses, asked } = uses(async () => true)
    for (const user of ['usr_a', 'usr_b']) {
      expect((await couponUses.usedUp([limited('ONE'), limited('EACH', 1)], user, CACHED)).size).toBe(2)
    }
    expect(asked).toEqual(['coupon:ONE usr_a', 'coupon:EACH usr_a', 'coupon:EACH usr_b'])
    vi.advanceTimersByTime(6_000)
    await couponUses.usedUp([limited('ONE')], 'usr_b', CACHED)
    expect(asked).toHaveLength(4)
  })

  test('a checkout looks the uses up every time, and the cart then knows the answer', async () => {
    let isGone = false
    const { couponUses } = uses(async () => isGone)
    expect((await couponUses.usedUp([limited('ONE')], 'usr_a', CACHED)).size).toBe(0)
    isGone = true
    expect((await couponUses.usedUp([limited('ONE')], 'usr_a', NOW)).size).toBe(1)
    expect((await couponUses.usedUp([limited('ONE')], 'usr_a', CACHED)).size).toBe(1)
  })

  test.each([
    ['throws', () => Promise.reject(new Error('away'))],
    ['never answers', () => new Promise<boolean>(() => undefined)],
  ])('a coupon counts as free when the object %s', async (_, answer) => {
    const { couponUses } = uses(answer)
    const gone = couponUses.usedUp([limited('ONE')], 'usr_a', NOW)
    await vi.advanceTimersByTimeAsync(1_000)
    expect((await gone).size).toBe(0)
  })
})
