/**
 * Rotation of AUTH_KEYS. Invariants: a signed token verifies before, during and after a rotation, with either set of
 * keys; a key is published before it signs, and is dropped once no token that it signed can be valid.
 */
import { describe, expect, it } from 'vitest'
import { fenceKeys, type KeySet, newKey, newKeySet, parseKeySet, printKeySet, rotateKeys } from '../../dev/key-set.ts'
import { readConfig } from '../../src/contract/config.ts'
import { Tokens } from '../../src/worker/guard/tokens.ts'
import { TEST_VARS } from '../support/secrets.ts'

const START = Date.UTC(2026, 10, 24)
const DAY = 24 * 3600_000
const GUEST = { id: 'gst_01K9ZQ4V6E8Y3TN5W2R7XB0MCD', role: 'guest' } as const

/** An isolate with this set as AUTH_KEYS. */
function isolateWith(set: KeySet): Tokens {
  const { AUTH_KEYS, TOKEN_ISSUER } = readConfig({ ...TEST_VARS, AUTH_KEYS: printKeySet(set) })
  return new Tokens({ keys: AUTH_KEYS.keys, issuer: TOKEN_ISSUER })
}

const kids = (set: KeySet) => set.keys.map(({ kid }) => kid)
const rotatedAt = (set: KeySet, now: number) => rotateKeys(set, newKey(), now)

describe('a fresh set', () => {
  it('a fresh key set is a valid AUTH_KEYS with a signing key and a standby', async () => {
    const set = newKeySet()
    expect(new Set(kids(set)).size).toBe(2)
    expect(parseKeySet(printKeySet(set))).toEqual(set)
    const isolate = isolateWith(set)
    expect(await isolate.verify(await isolate.issue(GUEST, 60))).toMatchObject(GUEST)
  })
})

describe('a rotation', () => {
  it('a rotation lets the standby sign, adds a new standby, and retires the old signing key', () => {
    const set = newKeySet()
    const fresh = newKey()
    const next = rotateKeys(set, fresh, START + 999)
    expect(next.keys).toEqual([set.keys[1], fresh, { ...set.keys[0], retiredAt: START / 1000 }])
  })

  it('tokens of a retired key verify after one rotation and after two', async () => {
    const sets = [newKeySet()]
    for (const day of [0, 10]) sets.push(rotatedAt(sets.at(-1) ?? newKeySet(), START + day * DAY))
    const [first, ...later] = sets.map(isolateWith)
    const token = (await first?.issue(GUEST, 60)) ?? ''
    for (const isolate of [first, ...later]) expect(await isolate?.verify(token)).toMatchObject(GUEST)
  })

  it('tokens verify while only some isolates know the new key', async () => {
    const before = newKeySet()
    const isolates = [isolateWith(before), isolateWith(rotatedAt(before, START))]
    for (const signer of isolates) {
      const token = await signer.issue(GUEST, 60)
      for (const verifier of isolates) expect(await verifier.verify(token)).toMatchObject(GUEST)
    }
  })

  it('a key never signs before an earlier set has published it, however often rotations come', () => {
    let set = newKeySet()
    for (let day = 0; day < 100; day += 5) {
      const next = rotatedAt(set, START + day * DAY)
      expect(kids(set)).toContain(next.keys[0].kid)
      expect(next.keys[0]).not.toHaveProperty('retiredAt')
      set = next
    }
  })

  it('a key is dropped 40 days after its retirement, and not before', () => {
    const set = newKeySet()
    const [old] = kids(set)
    const retired = rotatedAt(set, START)
    expect(kids(rotatedAt(retired, START + 40 * DAY - 1000))).toContain(old)
    expect(kids(rotatedAt(retired, START + 40 * DAY))).not.toContain(old)
  })

  it('a rotation without a standby only publishes one, and the same key keeps signing', () => {
    const [lone] = newKeySet().keys
    const once = rotatedAt({ keys: [lone] }, START)
    expect(kids(once)).toEqual([lone.kid, expect.any(String)])
    expect(rotatedAt(once, START).keys[0]).toEqual(once.keys[1])
    const [retired] = newKeySet().keys
    const withoutStandby: KeySet = { keys: [lone, { ...retired, retiredAt: START / 1000 }] }
    expect(kids(rotatedAt(withoutStandby, START))).toEqual([lone.kid, expect.any(String), retired.kid])
  })

  it('a key that was put behind the standby by hand is retired, not dropped', () => {
    const byHand = newKey()
    const next = rotatedAt({ keys: [...newKeySet().keys, byHand] }, START)
    expect(next.keys.at(-1)).toEqual({ ...byHand, retiredAt: START / 1000 })
  })

  it('a rotation is refused when the set would exceed Cloudflare’s size limit', () => {
    let set = newKeySet()
    const daily = () => {
      for (let day = 0; day < 40; day++) {
        set = rotatedAt(set, START + day * DAY)
        printKeySet(set)
      }
    }
    expect(daily).toThrow(/more than fit into 5 KB/)
    expect(set.keys.length).toBeGreaterThan(15)
  })
})

describe('a fence', () => {
  it('a fence is stored with the set, and an older fence cannot overwrite it', () => {
    const set = fenceKeys(newKeySet(), 7)
    expect(parseKeySet(printKeySet(rotatedAt(set, START))).fence).toBe(7)
    expect(fenceKeys(set, 8).fence).toBe(8)
    expect(() => fenceKeys(set, 6)).toThrow('a later rotation was stored first')
  })

  it('the worker ignores the fence', async () => {
    const isolate = isolateWith(fenceKeys(newKeySet(), 7))
    expect(await isolate.verify(await isolate.issue(GUEST, 60))).toMatchObject(GUEST)
  })
})

describe('an invalid key set', () => {
  const [key] = newKeySet().keys
  it.each([
    ['no JSON', `{"keys":[${key.d}`, 'not JSON'],
    ['an empty set', '{"keys":[]}', 'not a JWK set'],
    ['a public key', JSON.stringify({ keys: [{ ...key, d: undefined }] }), 'not a JWK set'],
    ['a key of another point', JSON.stringify({ keys: [{ ...key, x: newKey().x }] }), key.kid],
  ])('an invalid key set is refused with one line that contains no secret: %s', (_, text, line) => {
    expect(() => parseKeySet(text)).toThrow(line)
    expect(() => parseKeySet(text)).not.toThrow(key.d)
    expect(() => parseKeySet(text)).not.toThrow('\n')
  })
})
