// Accounts that an operator has locked, and the devices of sign-ins. Invariant: a locked account has no sign-in.
import { describe, expect, test } from 'vitest'
import { lockedSince } from '../../../src/domain/account/account.ts'
import { type AccountCommand, decide } from '../../../src/domain/account/decide.ts'
import { detailsOf } from '../../../src/domain/account/details.ts'
import { deviceOf } from '../../../src/domain/account/device.ts'
import { PRESENT_COST } from '../../../src/domain/account/password.ts'
import { prove } from '../../../src/domain/account/prove.ts'
import { standingOf } from '../../../src/domain/account/standing.ts'
import { RowSet } from '../../../src/objects/aggregate/row-set.ts'

const NOW = Date.UTC(2026, 10, 24)

function account() {
  const rows = new RowSet()
  const does = (command: AccountCommand, now = NOW): string | null => {
    const decision = decide(rows, command, { now, newId: () => 'evt_1' })
    if (!decision.ok) return decision.refusal.code
    rows.apply(decision.value)
    return null
  }
  does({ type: 'reserve', claim: 'c', ticket: 't' })
  const password = { salt: 's', hash: 'right', cost: PRESENT_COST }
  does({ type: 'create', claim: 'c', email: 'lin@example.com', name: null, role: 'customer', password })
  const guess = (hash: string) => prove(rows, { hash, address: 'home' }, NOW).status
  return { rows, does, guess }
}

describe('a locked account', () => {
  test('a lock ends all sign-ins, and only the right password learns of it', () => {
    const { rows, does, guess } = account()
    does({ type: 'sign_in', family: 'f', address: 'home', epoch: 1 })
    expect(standingOf(rows, 'f', NOW)).not.toBeNull()
    expect(does({ type: 'lock' }, NOW + 5)).toBeNull()
    expect(lockedSince(rows)).toBe(NOW + 5)
    expect(standingOf(rows, 'f', NOW)).toBeNull()
    expect(guess('right')).toBe('account_locked')
    expect(guess('wrong')).toBe('wrong')
    expect(does({ type: 'sign_in', family: 'g', address: 'home', epoch: 1 })).toBe('account_locked')
  })

  test('a second lock keeps the time of the first, and an unlock lets the account sign in again', () => {
    const { rows, does, guess } = account()
    does({ type: 'lock' }, NOW)
    does({ type: 'lock' }, NOW + 9)
    expect(lockedSince(rows)).toBe(NOW)
    does({ type: 'unlock' })
    does({ type: 'unlock' })
    expect([lockedSince(rows), guess('right')]).toEqual([null, 'right'])
    expect(does({ type: 'sign_in', family: 'g', address: 'home', epoch: 1 })).toBeNull()
  })

  test('an erasure deletes the lock, and an account that does not exist cannot be locked', () => {
    const { rows, does } = account()
    does({ type: 'lock' })
    does({ type: 'begin_erasure' })
    expect(lockedSince(rows)).toBeNull()
    expect(does({ type: 'lock' })).toBe('no_account')
  })
})

test('the valid sign-ins of an account are listed with their devices, the last used first', () => {
  const { rows, does } = account()
  does({ type: 'sign_in', family: 'old', address: 'home', epoch: 1 }, NOW - 365 * 24 * 3600_000)
  does({ type: 'sign_in', family: 'phone', address: 'home', epoch: 1, device: 'phone' }, NOW)
  does({ type: 'sign_in', family: 'plain', address: 'home', epoch: 1 }, NOW + 1)
  does({ type: 'turn', family: 'phone', epoch: 1 }, NOW + 2)
  expect(detailsOf(rows, NOW + 3)).toEqual({
    createdAt: NOW,
    lockedAt: null,
    addresses: 0,
    signIns: [
      { id: 'phone', startedAt: NOW, lastUsedAt: NOW + 2, device: 'phone' },
      { id: 'plain', startedAt: NOW + 1, lastUsedAt: NOW + 1, device: null },
    ],
  })
})

test.each([
  [undefined, null],
  ['curl/8.5.0', 'program'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148', 'phone'],
  ['Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36', 'phone'],
  ['Mozilla/5.0 (Linux; Android 15; SM-X910) AppleWebKit/537.36 Chrome/131.0 Safari/537.36', 'tablet'],
  ['Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 Version/16.6 Mobile/15E148', 'tablet'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0', 'computer'],
] as const)('the device of %s is %s', (userAgent, device) => {
  expect(deviceOf(userAgent)).toBe(device)
})
