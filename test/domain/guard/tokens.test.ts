/** Access tokens and time. The workerd ring tests all other reasons for refusal against the whole worker. */
import { describe, expect, it } from 'vitest'
import { Tokens } from '../../../src/worker/guard/tokens.ts'
import { TEST_KEY } from '../../support/secrets.ts'

const MINUTE = 60_000
const START = Date.UTC(2026, 10, 22)
const LIN = { id: 'usr_01K9ZQ4V6E8Y3TN5W2R7XB0MCD', role: 'customer' } as const

/** Tokens with a clock that the test controls. */
function clocked(offsetMs = 0) {
  const clock = { now: START + offsetMs }
  return { clock, tokens: new Tokens({ keys: [TEST_KEY], issuer: 'pannier', now: () => clock.now }) }
}

describe('a token', () => {
  it('a token identifies its subject until it expires', async () => {
    const { clock, tokens } = clocked()
    const token = await tokens.issue(LIN, 900)
    expect(await clocked().tokens.verify(token)).toMatchObject(LIN)
    clock.now += 900_000
    expect(await tokens.verify(token)).toBeNull()
  })

  it('a token that was verified before is refused as soon as it has expired', async () => {
    const { clock, tokens } = clocked()
    const token = await tokens.issue(LIN, 900)
    expect(await tokens.verify(token)).toMatchObject(LIN)
    clock.now += 899_999
    expect(await tokens.verify(token)).toMatchObject(LIN)
    clock.now += 1
    expect(await tokens.verify(token)).toBeNull()
  })

  it('a token of another deployment’s issuer is refused, even under the same key', async () => {
    const other = new Tokens({ keys: [TEST_KEY], issuer: 'other', now: () => START })
    expect(await clocked().tokens.verify(await other.issue(LIN, 900))).toBeNull()
  })
})

describe('fault 37: a clock that is off by ten minutes', () => {
  it.each([-10, 10])('an issuer’s clock that is %i min off shifts the expiry by as much', async (minutes) => {
    const token = await clocked(minutes * MINUTE).tokens.issue(LIN, 900)
    const verifiedAt = (offset: number) => clocked(offset).tokens.verify(token)
    expect(await verifiedAt(0)).toMatchObject(LIN)
    expect(await verifiedAt((15 + minutes) * MINUTE - 1000)).toMatchObject(LIN)
    expect(await verifiedAt((15 + minutes) * MINUTE)).toBeNull()
  })

  it('a clock that goes back after a token has expired does not extend its lifetime', async () => {
    const { clock, tokens } = clocked()
    const token = await tokens.issue(LIN, 900)
    await tokens.verify(token)
    clock.now += 16 * MINUTE
    expect(await tokens.verify(token)).toBeNull()
    clock.now -= 10 * MINUTE
    expect(await tokens.verify(token)).toMatchObject(LIN)
    clock.now += 9 * MINUTE
    expect(await tokens.verify(token)).toBeNull()
  })
})
