// The senders of a share. Invariants: a sender of a share is a sender of every greater one; a share takes its part of all
// senders; another start begins with other senders.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Canary, isWithinShare } from '../../../src/domain/canary/canary.ts'
import { newId } from '../../../src/domain/id.ts'

const at = (share: number, seed = 1): Canary => ({ isRunning: true, share, users: [], seed })
const SENDERS = Array.from({ length: 20_000 }, (_, index) =>
  index % 2 === 0 ? newId('usr', 1_764_000_000_000 + index) : `10.${index % 7}.${index >> 8}.${index & 255}`,
)
const within = (canary: Canary) => SENDERS.filter((sender) => isWithinShare(canary, sender))

describe('the share of the canary', () => {
  test('no sender goes back while the share grows', () => {
    // Evenly spread: most doubles are close to 0.
    const share = fc.integer({ min: 0, max: 1_000 }).map((tenths) => tenths / 10)
    fc.assert(
      fc.property(fc.string(), fc.nat(), share, share, (sender, seed, one, other) => {
        const [smaller, greater] = [Math.min(one, other), Math.max(one, other)]
        return !isWithinShare(at(smaller, seed), sender) || isWithinShare(at(greater, seed), sender)
      }),
    )
  })

  test.each([0, 0.5, 1, 10, 50, 90, 100])('a share of %s %% takes that part of users and addresses', (share) => {
    const part = (within(at(share)).length / SENDERS.length) * 100
    expect(Math.abs(part - share)).toBeLessThanOrEqual(share === 0 || share === 100 ? 0 : 1)
  })

  test('another start begins with other senders', () => {
    const first = new Set(within(at(10, 1)))
    const both = within(at(10, 2)).filter((sender) => first.has(sender))
    // One in a hundred is in both of two independent tenths.
    expect(both.length / SENDERS.length).toBeLessThan(0.015)
    expect(both.length).toBeGreaterThan(0)
  })
})
