// Passkeys of an account. Invariants: challenges are used once and forgotten when they expire; the lists are bounded.
import { expect, test } from 'vitest'
import { type AccountCommand, decide } from '../../../src/domain/account/decide.ts'
import { CHALLENGES, MAX_PASSKEYS, passkeysOf } from '../../../src/domain/account/passkeys.ts'
import { PRESENT_COST } from '../../../src/domain/account/password.ts'
import { RowSet } from '../../../src/objects/aggregate/row-set.ts'
import { unwrapEC2Signature } from '../../../src/worker/passkeys/ec2-signature.ts'

function account() {
  const rows = new RowSet()
  const does = (command: AccountCommand, now = 0): string | null => {
    const decision = decide(rows, command, { now, newId: () => 'evt_1' })
    if (!decision.ok) return decision.refusal.code
    rows.apply(decision.value)
    return null
  }
  does({ type: 'reserve', claim: 'c', ticket: 't' })
  const password = { salt: 's', hash: 'h', cost: PRESENT_COST }
  does({ type: 'create', claim: 'c', email: 'lin@example.com', name: null, role: 'customer', password })
  const add = (id: string, challengeId = id, now = 0) =>
    does(
      {
        ...{ type: 'add_passkey', id, credentialId: id, publicKey: 'k', counter: 0, name: id },
        ...{ challengeId, expiresAt: now + 100 },
      },
      now,
    )
  const enter = (id: string, challengeId: string, now = 0, counter = 0) =>
    does(
      {
        ...{ type: 'sign_in', family: challengeId, address: 'home', epoch: 1 },
        passkey: { id, counter, challengeId, expiresAt: now + 100 },
      },
      now,
    )
  return { rows, does, add, enter }
}

test('an account refuses one passkey more than its limit, and an erasure deletes all', () => {
  const { rows, does, add } = account()
  for (let count = 0; count < MAX_PASSKEYS; count++) expect(add(`p${count}`)).toBeNull()
  expect(add('more')).toBe('passkey_limit')
  does({ type: 'begin_erasure' })
  expect([passkeysOf(rows), rows.size(CHALLENGES)]).toEqual([[], 0])
})

test('a challenge is used once, and its row goes when it has expired', () => {
  const { rows, add, enter } = account()
  add('p', 'first')
  expect(enter('p', 'first')).toBe('passkey_refused')
  expect(enter('p', 'second')).toBeNull()
  expect(enter('p', 'second')).toBe('passkey_refused')
  expect(enter('p', 'third', 100)).toBeNull()
  expect([...rows.entries(CHALLENGES)].map(([key]) => key)).toEqual(['third'])
  expect(enter('other', 'fourth', 100)).toBe('passkey_refused')
})

test('a counter that goes back or stands still is refused in the write of the sign-in', () => {
  const { add, enter } = account()
  add('p')
  expect(enter('p', 'a', 0, 5)).toBeNull()
  expect([enter('p', 'b', 0, 5), enter('p', 'c', 0, 4), enter('p', 'd', 0, 0)]).toEqual([
    'passkey_refused',
    'passkey_refused',
    'passkey_refused',
  ])
  expect(enter('p', 'e', 0, 6)).toBeNull()
})

test('an account keeps at most fifty challenges that have not expired', () => {
  const { rows, add, enter } = account()
  add('p')
  const answers = Array.from({ length: 60 }, (_, n) => enter('p', `c${n}`))
  expect(answers.filter((answer) => answer === null)).toHaveLength(49)
  expect(rows.size(CHALLENGES)).toBe(50)
})

test('an ECDSA signature is read as two numbers of fixed length, and anything else throws', () => {
  const bytes = (...numbers: number[]) => new Uint8Array(numbers)
  const half = (fill: number) => Array.from({ length: 32 }, () => fill)
  const positive = bytes(0x30, 69, 2, 33, 0, ...half(0xff), 2, 32, ...half(1))
  expect([...unwrapEC2Signature(positive, 1)]).toEqual([...half(0xff), ...half(1)])
  expect([...unwrapEC2Signature(bytes(0x30, 6, 2, 1, 5, 2, 1, 6), 1)]).toEqual([
    ...half(0).slice(1),
    5,
    ...half(0).slice(1),
    6,
  ])
  const broken = [
    bytes(),
    bytes(0x30, 6, 2, 1, 5, 2, 1),
    bytes(0x30, 6, 2, 1, 5, 2, 1, 6, 0),
    bytes(0x31, 6, 2, 1, 5, 2, 1, 6),
    bytes(0x30, 70, 2, 33, 1, ...half(1), 2, 33, 1, ...half(1)),
    bytes(0x30, 0x82, 1, 1),
  ]
  for (const each of broken) expect(() => unwrapEC2Signature(each, 1)).toThrow()
  expect(() => unwrapEC2Signature(positive, 9)).toThrow()
})
