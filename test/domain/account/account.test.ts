// Rules of accounts, without a platform. Invariants: guesses and lists are bounded, and a refresh token is used once.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ADDRESSES,
  CLAIMS,
  FAILURES,
  FAMILIES,
  MAX_ADDRESSES,
  ME,
  PASSWORD,
  PROFILE,
} from '../../../src/domain/account/account.ts'
import { type AccountCommand, decide } from '../../../src/domain/account/decide.ts'
import { normalizeEmail } from '../../../src/domain/account/email.ts'
import { judge, MAX_FAMILIES, newFamily, turned } from '../../../src/domain/account/families.ts'
import { afterFailure, type Failures, LOCK_MS, lockedSeconds } from '../../../src/domain/account/lockout.ts'
import { isWeaker, PRESENT_COST } from '../../../src/domain/account/password.ts'
import { prove } from '../../../src/domain/account/prove.ts'
import { RowSet } from '../../../src/objects/aggregate/row-set.ts'

const START = Date.UTC(2026, 10, 24)
const MINUTE = 60_000
const DAY = 24 * 3600_000

class AccountOnPaper {
  readonly rows = new RowSet()
  now = START

  constructor() {
    this.does({ type: 'reserve', claim: 'a'.repeat(64), ticket: 't1' })
    const password = { salt: 's', hash: 'right', cost: PRESENT_COST }
    const fields = { email: 'lin@example.com', name: 'Lin', role: 'customer' } as const
    this.does({ type: 'create', claim: 'a'.repeat(64), ...fields, password })
  }

  try(command: AccountCommand): string | null {
    const decision = decide(this.rows, command, { now: this.now, newId: () => 'evt_1' })
    if (!decision.ok) return decision.refusal.code
    this.rows.apply(decision.value)
    return null
  }

  does(...commands: readonly AccountCommand[]): void {
    for (const command of commands) expect(this.try(command), command.type).toBeNull()
  }

  signIn(family: string, address: string): void {
    this.does({ type: 'sign_in', family, address, epoch: 1 })
  }

  /** Judges a guess and stores its result, as the account's object does. */
  guess(hash: string, address: string) {
    const proven = prove(this.rows, { hash, address }, this.now)
    if (proven.status === 'wrong') this.does({ type: 'fail', address })
    return proven.status
  }
}

describe('guesses at a password', () => {
  test('guesses are judged at most ten times in fifteen minutes, in any number and at any pace', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 * MINUTE), { minLength: 20, maxLength: 120 }), (pauses) => {
        const account = new AccountOnPaper()
        const judged: number[] = []
        for (const pause of pauses) {
          account.now += pause
          if (account.guess('wrong', 'stranger') === 'wrong') judged.push(account.now)
        }
        for (const at of judged)
          expect(judged.filter((other) => other >= at && other < at + LOCK_MS).length).toBeLessThanOrEqual(10)
      }),
      // Nine late in one window and more in the next: separate windows let them all be judged.
      { numRuns: 60, examples: [[[0, ...Array(8).fill(0), 14 * MINUTE, MINUTE, ...Array(12).fill(1)]]] },
    )
  })

  test('failures that an earlier release has summed go on counting', () => {
    const summed = { since: START, count: 9, lockedUntil: null, addresses: ['a', 'b'] } as unknown as Failures
    expect(lockedSeconds(afterFailure(summed, START + MINUTE, 'a'), START + MINUTE)).toBe(15 * 60)
    expect(lockedSeconds(afterFailure(summed, START + 15 * MINUTE, 'a'), START + 15 * MINUTE)).toBeNull()
  })

  test('ten wrong guesses lock the account for fifteen minutes, also for the right password', () => {
    const account = new AccountOnPaper()
    for (let n = 0; n < 10; n++) expect(account.guess('wrong', 'stranger')).toBe('wrong')
    expect(account.guess('right', 'stranger')).toBe('locked')
    account.now += LOCK_MS - 1
    expect(account.guess('right', 'stranger')).toBe('locked')
    account.now += 1
    expect(account.guess('right', 'stranger')).toBe('right')
  })

  test('guesses by strangers do not lock out an address from which the account signed in before', () => {
    const account = new AccountOnPaper()
    account.signIn('f1', 'home')
    for (let n = 0; n < 30; n++) account.guess('wrong', 'stranger')
    expect(account.guess('right', 'stranger')).toBe('locked')
    expect(account.guess('right', 'home')).toBe('right')
    for (let n = 0; n < 10; n++) account.guess('wrong', 'home')
    expect(account.guess('right', 'home')).toBe('locked')
  })

  test('guesses from five addresses lock the account at once', () => {
    const account = new AccountOnPaper()
    for (let n = 0; n < 5; n++) expect(account.guess('wrong', `bot-${n}`)).toBe('wrong')
    expect(account.guess('right', 'bot-5')).toBe('locked')
  })

  test('a success at another address does not reset the failures of a stranger', () => {
    const account = new AccountOnPaper()
    for (let n = 0; n < 9; n++) account.guess('wrong', 'stranger')
    account.signIn('f1', 'home')
    account.guess('wrong', 'stranger')
    expect(account.guess('right', 'stranger')).toBe('locked')
  })

  test('fault 37: a clock that jumps by ten minutes neither lengthens a lock nor allows more guesses', () => {
    let failures: Failures | undefined
    for (let n = 0; n < 10; n++) failures = afterFailure(failures, START)
    expect(lockedSeconds(failures, START - 10 * MINUTE)).toBe(15 * 60)
    expect(lockedSeconds(failures, START + 10 * MINUTE)).toBe(5 * 60)
    let back: Failures | undefined
    for (let n = 0; n < 10; n++) back = afterFailure(back, n % 2 ? START : START - 10 * MINUTE)
    expect(lockedSeconds(back, START)).not.toBeNull()
  })
})

describe('refresh tokens', () => {
  const family = newFamily(1, START)
  const second = turned(family, 1, START + 1_000)

  test('a refresh token is valid once: the present one rotates, and an older one ends the family', () => {
    expect(judge(family, { epoch: 1, count: 0 }, START)).toBe('present')
    expect(judge(second, { epoch: 1, count: 1 }, START + 2_000)).toBe('present')
    const third = turned(second, 1, START + 3_000)
    expect(judge(third, { epoch: 1, count: 0 }, START + 3_001)).toBe('reused')
  })

  test('a repeat within a minute gets the same unused successor, and a later repeat ends the family', () => {
    expect(judge(second, { epoch: 1, count: 0 }, START + 61_000)).toBe('repeat')
    expect(judge(second, { epoch: 1, count: 0 }, START + 61_001)).toBe('reused')
    expect(judge(second, { epoch: 1, count: 0 }, START - 10 * MINUTE)).toBe('repeat')
  })

  test('a token from before a roll-back of storage counts as old, although its count is ahead', () => {
    expect(judge(family, { epoch: 1, count: 7 }, START)).toBe('reused')
    expect(judge(turned(family, 2, START), { epoch: 1, count: 1 }, START)).toBe('reused')
  })

  test('refresh tokens expire thirty days after their last use, and 180 days after the sign-in', () => {
    expect(judge(family, { epoch: 1, count: 0 }, START + 30 * DAY)).toBe('present')
    expect(judge(family, { epoch: 1, count: 0 }, START + 30 * DAY + 1)).toBe('unknown')
    let long = family
    for (let day = 20; day <= 180; day += 20) long = turned(long, 1, START + day * DAY)
    expect(judge(long, { epoch: 1, count: long.count }, START + 180 * DAY)).toBe('present')
    expect(judge(long, { epoch: 1, count: long.count }, START + 180 * DAY + 1)).toBe('unknown')
    expect(judge(undefined, { epoch: 1, count: 0 }, START)).toBe('unknown')
  })
})

describe('an account', () => {
  const tag = fc.nat(40).map((n) => `tag-${n}`)
  const step = fc.oneof(
    fc.record({ type: fc.constant('sign_in' as const), family: fc.uuid(), address: tag, epoch: fc.nat(3) }),
    fc.record({ type: fc.constant('fail' as const), address: tag }),
    fc.record({ type: fc.constant('reserve' as const), claim: tag, ticket: fc.uuid() }),
  )

  test('an account keeps its lists bounded for any input of a client', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.nat(MINUTE)), { minLength: 60, maxLength: 150 }), (steps) => {
        const account = new AccountOnPaper()
        for (const [command, pause] of steps) {
          account.now += pause
          account.try(command)
        }
        expect(account.rows.size(FAMILIES)).toBeLessThanOrEqual(MAX_FAMILIES)
        expect(account.rows.size(ADDRESSES)).toBeLessThanOrEqual(MAX_ADDRESSES)
        expect(account.rows.size(FAILURES)).toBeLessThanOrEqual(MAX_ADDRESSES + 1)
        expect(account.rows.size(CLAIMS)).toBeLessThanOrEqual(8)
        expect(account.rows.length).toBeLessThan(8_000)
      }),
      { numRuns: 40 },
    )
  })

  test('a change of password keeps the sign-in that made it and ends all others', () => {
    const account = new AccountOnPaper()
    for (const family of ['f1', 'f2', 'f3']) account.signIn(family, 'home')
    account.does({ type: 'set_password', password: { salt: 's', hash: 'new', cost: PRESENT_COST }, keep: 'f2' })
    expect([...account.rows.entries(FAMILIES)].map(([id]) => id)).toEqual(['f2'])
    expect([account.guess('right', 'home'), account.guess('new', 'home')]).toEqual(['wrong', 'right'])
  })

  test('a change of address frees the old one, and is refused while another change is under way', () => {
    const account = new AccountOnPaper()
    const b = 'b'.repeat(64)
    account.does({ type: 'reserve', claim: b, ticket: 't2' })
    expect(account.try({ type: 'reserve', claim: b, ticket: 't3' })).toBe('not_reserved')
    account.does({ type: 'change_email', claim: b, email: 'lin@example.org' })
    expect(account.rows.get(CLAIMS, 'a'.repeat(64))).toMatchObject({ state: 'releasing', ticket: 't1' })
    expect(account.rows.get(CLAIMS, b)).toMatchObject({ state: 'held', ticket: 't2' })
    expect(account.try({ type: 'reserve', claim: 'a'.repeat(64), ticket: 't4' })).toBe('not_reserved')
    account.does({ type: 'released', claim: 'a'.repeat(64), ticket: 't1' })
    account.does({ type: 'reserve', claim: 'a'.repeat(64), ticket: 't4' })
  })

  test('an account under erasure holds no personal data and refuses every command', () => {
    const account = new AccountOnPaper()
    account.signIn('f1', 'home')
    account.guess('wrong', 'stranger')
    account.does({ type: 'begin_erasure' })
    for (const [list, key] of [
      [PROFILE, ME],
      [PASSWORD, ME],
      [FAMILIES, 'f1'],
      [ADDRESSES, 'home'],
    ] as const) {
      expect(account.rows.get(list, key)).toBeUndefined()
    }
    expect(account.rows.size(FAILURES)).toBe(0)
    expect(account.guess('right', 'home')).toBe('unknown')
    expect(account.try({ type: 'sign_in', family: 'f', address: 'home', epoch: 1 })).toBe('no_account')
    expect(account.try({ type: 'reserve', claim: 'c', ticket: 't' })).toBe('no_account')
  })
})

describe('an e-mail address', () => {
  test.each([
    [' Lin@Example.COM ', 'lin@example.com'],
    ['ＬＩＮ@example.com', 'lin@example.com'],
    ['lin@bücher.example', 'lin@xn--bcher-kva.example'],
    ['lin+shop@example.com', 'lin+shop@example.com'],
    ['a@b@example.com', 'a@b@example.com'],
    ['林@例子.测试', '林@xn--fsqu00a.xn--0zwm56d'],
  ])('%s is normalized to %s', (spelt, normal) => {
    expect(normalizeEmail(spelt)).toBe(normal)
    expect(normalizeEmail(normal)).toBe(normal)
  })
})

test('a password cost is weaker when it asks for less work', () => {
  expect(isWeaker({ N: 2 ** 13, r: 8, p: 5 }, PRESENT_COST)).toBe(true)
  expect(isWeaker(PRESENT_COST, PRESENT_COST)).toBe(false)
  expect(isWeaker({ N: 2 ** 15, r: 8, p: 4 }, PRESENT_COST)).toBe(false)
})
