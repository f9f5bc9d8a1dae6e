// Limits under clocks that jump. Invariant: a wait is never longer than announced, nor longer than the rule allows.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Address, MINUTE, SECOND, START, times } from './attempts-address.ts'

describe('a clock that was a year ahead', () => {
  it('a clock that was a year ahead leaves nothing locked once it is right', () => {
    const address = new Address()
    address.now += 365 * 24 * 60 * MINUTE
    times(50, () => address.try())
    times(50, () => address.register())
    address.now = START
    expect(address.try().allowed).toBe(true)
    expect(address.register().allowed).toBe(true)
  })
})

describe('fault 37: any tries under any clock', () => {
  /** A pause, a clock jump of up to ten minutes either way, and the tries that follow. */
  const step = fc.record({
    pause: fc.oneof(fc.constant(0), fc.nat(3_000), fc.nat(16 * MINUTE)),
    jump: fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.integer({ min: -10 * MINUTE, max: 10 * MINUTE })),
    tries: fc.oneof(fc.constant(1), fc.nat(60)),
    right: fc.boolean(),
  })
  type Step = typeof step extends fc.Arbitrary<infer Of> ? Of : never
  const history = fc.array(step, { maxLength: 40 })

  const played = (steps: readonly Step[]) => {
    const address = new Address()
    for (const { pause, jump, tries, right } of steps) {
      address.now += pause + jump
      for (let each = 0; each < tries; each++) {
        for (const [longest, { allowed, retryAfterSeconds }] of [
          [900, address.try(each)],
          [3_600, address.register()],
        ] as const) {
          expect(Number.isInteger(retryAfterSeconds)).toBe(true)
          expect(retryAfterSeconds).toBeGreaterThanOrEqual(allowed ? 0 : 1)
          expect(retryAfterSeconds).toBeLessThanOrEqual(allowed ? 0 : longest)
        }
        if (right) address.forgive()
      }
    }
    return address
  }

  it('waits are whole seconds up to the rule’s maximum, and a client that waits is admitted', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const address = played(steps)
        address.patiently()
        const { allowed, retryAfterSeconds } = address.register()
        address.now += retryAfterSeconds * SECOND
        expect(allowed || address.register().allowed).toBe(true)
      }),
    )
  })

  it('no address is locked for longer than 15 minutes plus the jump, however often it tries meanwhile', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: -10 * MINUTE, max: 10 * MINUTE }), (steps, jump) => {
        const address = played(steps)
        address.now += jump
        const minutes = 15 + Math.ceil(Math.abs(jump) / MINUTE)
        const passed = times(minutes, () => {
          address.now += MINUTE
          return address.try().allowed
        })
        expect(passed).toContain(true)
      }),
    )
  })
})
