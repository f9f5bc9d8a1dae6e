// Links and messages of an account. Invariants: a link works once, until it expires or a newer one replaces it; a reset
// ends all sign-ins; an account owes a bounded number of messages; an account of an earlier release is unconfirmed.
import { describe, expect, test } from 'vitest'
import { FAMILIES, ME, PASSWORD, PROFILE } from '../../../src/domain/account/account.ts'
import { type AccountCommand, decide } from '../../../src/domain/account/decide.ts'
import { LINKS } from '../../../src/domain/account/links.ts'
import { PRESENT_COST } from '../../../src/domain/account/password.ts'
import { OUTBOX, waitingRows } from '../../../src/domain/outbox.ts'
import { RowSet } from '../../../src/objects/aggregate/row-set.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const password = (hash: string) => ({ salt: 's', hash, cost: PRESENT_COST })

class Account {
  readonly rows = new RowSet()
  now = Date.UTC(2026, 10, 29)
  #last = 0

  constructor(sendsMail = true) {
    const letter = sendsMail ? this.letter() : null
    this.does({ type: 'reserve', claim: 'a', ticket: 't' })
    const fields = { email: 'lin@example.com', name: 'Lin', role: 'customer', password: password('old') } as const
    this.does({ type: 'create', claim: 'a', ...fields, letter })
  }

  letter() {
    const n = String(++this.#last).padStart(2, '0')
    return { id: `msg_${n}`, userId: 'usr_1', linkId: `link_${n}`, locale: 'zh-CN' }
  }

  try(command: AccountCommand): string | null {
    const decision = decide(this.rows, command, { now: this.now, newId: () => `evt_${++this.#last}` })
    if (!decision.ok) return decision.refusal.code
    this.rows.apply(decision.value)
    return null
  }

  does(...commands: readonly AccountCommand[]): void {
    for (const command of commands) expect(this.try(command), command.type).toBeNull()
  }

  /** @returns the id of the link */
  reset(): string {
    const letter = this.letter()
    this.does({ type: 'send_reset', letter })
    return letter.linkId
  }

  get owed() {
    return waitingRows(this.rows).flatMap(([, row]) => (row.to === 'mail' ? [row] : []))
  }

  get profile() {
    return this.rows.get(PROFILE, ME)
  }
}

describe('the confirmation of an address', () => {
  test('a registration owes one message, whose link confirms the address once', () => {
    const account = new Account()
    expect(account.owed).toMatchObject([
      {
        to: 'mail',
        template: 'confirm_email',
        email: 'lin@example.com',
        data: { userId: 'usr_1', tokenId: 'link_01' },
      },
    ])
    expect(account.profile).not.toHaveProperty('verifiedAt')
    account.does({ type: 'confirm_email', linkId: 'link_01' })
    expect(account.profile).toMatchObject({ verifiedAt: account.now })
    expect(account.try({ type: 'confirm_email', linkId: 'link_01' })).toBe('link_invalid')
  })

  test('a newer link replaces the earlier one, and none works after a day', () => {
    const account = new Account()
    account.now += 2 * MINUTE
    const letter = account.letter()
    account.does({ type: 'send_confirmation', letter })
    expect(account.try({ type: 'confirm_email', linkId: 'link_01' })).toBe('link_invalid')
    account.now += 24 * HOUR
    expect(account.try({ type: 'confirm_email', linkId: letter.linkId })).toBe('link_invalid')
  })

  test('a change of the address ends the confirmation and all links', () => {
    const account = new Account()
    const link = account.reset()
    account.does({ type: 'confirm_email', linkId: 'link_01' }, { type: 'reserve', claim: 'b', ticket: 'u' })
    account.does({ type: 'change_email', claim: 'b', email: 'other@example.com' })
    expect(account.profile).not.toHaveProperty('verifiedAt')
    expect(account.try({ type: 'reset_password', linkId: link, password: password('new') })).toBe('link_invalid')
  })

  test('a shop without e-mail owes nothing', () => {
    expect(new Account(false).owed).toEqual([])
  })
})

describe('a new password by a link', () => {
  test('the link sets the password once, ends every sign-in, confirms the address and forgives failures', () => {
    const account = new Account()
    account.does({ type: 'sign_in', family: 'f1', address: 'x', epoch: 1 }, { type: 'fail', address: 'y' })
    const linkId = account.reset()
    account.does({ type: 'reset_password', linkId, password: password('new') })
    expect(account.rows.get(PASSWORD, ME)).toMatchObject({ hash: 'new' })
    expect([account.rows.size(FAMILIES), account.rows.size(LINKS), account.rows.size('failures')]).toEqual([0, 0, 0])
    expect(account.profile).toMatchObject({ verifiedAt: account.now })
    expect(account.try({ type: 'reset_password', linkId, password: password('again') })).toBe('link_invalid')
  })

  test('the link works for half an hour, and never as a confirmation', () => {
    const account = new Account()
    const linkId = account.reset()
    expect(account.try({ type: 'confirm_email', linkId })).toBe('link_invalid')
    expect(account.try({ type: 'reset_password', linkId: 'link_01', password: password('new') })).toBe('link_invalid')
    account.now += 30 * MINUTE
    expect(account.try({ type: 'reset_password', linkId, password: password('new') })).toBe('link_invalid')
  })

  test('a second request within a minute sends nothing, and no number of requests fills the account', () => {
    const account = new Account()
    account.reset()
    account.reset()
    expect(account.owed).toHaveLength(2)
    for (let n = 0; n < 100; n++) {
      account.now += 2 * MINUTE
      account.reset()
    }
    expect(account.rows.size(OUTBOX)).toBe(20)
    expect(account.rows.size(LINKS)).toBe(2)
  })
})

describe('a sign-in', () => {
  test('the owner hears of a new network, but not of the first one, and only at a confirmed address', () => {
    const account = new Account()
    const signIn = (address: string) =>
      account.does({ type: 'sign_in', family: address, address, epoch: 1, device: 'phone', letter: account.letter() })
    const notices = () => account.owed.filter((row) => row.to === 'mail' && row.template === 'new_sign_in')
    signIn('home')
    signIn('work')
    expect(notices()).toEqual([])
    account.does({ type: 'confirm_email', linkId: 'link_01' })
    signIn('home')
    signIn('far')
    expect(notices()).toMatchObject([{ data: { device: 'phone' }, email: 'lin@example.com', locale: 'zh-CN' }])
  })
})

test('an erasure drops links and messages', () => {
  const account = new Account()
  account.reset()
  account.does({ type: 'begin_erasure' })
  expect([account.rows.size(LINKS), account.owed]).toEqual([0, []])
  expect(JSON.stringify(account.rows.lists())).not.toContain('lin@')
})

describe('notices on the safety of an account', () => {
  const answered = { challengeId: 'c', expiresAt: Number.MAX_SAFE_INTEGER }
  const added = { id: 'p', credentialId: 'p', publicKey: 'k', counter: 0, name: 'Phone', ...answered } as const
  const acts = (account: Account): readonly AccountCommand[] => [
    { type: 'set_password', password: password('new'), keep: null, letter: account.letter() },
    { type: 'add_passkey', ...added, letter: account.letter() },
    { type: 'rename_passkey', id: 'p', name: 'Laptop', letter: account.letter() },
    { type: 'remove_passkey', id: 'p', letter: account.letter() },
  ]

  test('each change owes one to a confirmed address, with the name of the passkey, and a new name owes none', () => {
    const account = new Account()
    account.does({ type: 'confirm_email', linkId: 'link_01' })
    account.does(...acts(account))
    expect(account.owed.slice(1)).toMatchObject([
      { template: 'password_changed', email: 'lin@example.com', data: {} },
      { template: 'passkey_added', email: 'lin@example.com', data: { name: 'Phone' } },
      { template: 'passkey_removed', email: 'lin@example.com', data: { name: 'Laptop' } },
    ])
    expect(account.rows.get('passkeys', 'p')).toBeUndefined()
  })

  test('an address that is not confirmed gets none, and a refused change owes none', () => {
    const account = new Account()
    account.does(...acts(account))
    expect(account.owed).toHaveLength(1)
    account.does({ type: 'confirm_email', linkId: 'link_01' })
    expect(account.try({ type: 'remove_passkey', id: 'p', letter: account.letter() })).toBe('unknown_passkey')
    expect(account.try({ type: 'add_passkey', ...added, letter: account.letter() })).toBe('passkey_refused')
    expect(account.owed).toHaveLength(1)
  })

  test('a stored passkey has no part of the message', () => {
    const account = new Account()
    account.does({ type: 'add_passkey', ...added, letter: account.letter() })
    expect(account.rows.get('passkeys', 'p')).not.toHaveProperty('letter')
  })
})
