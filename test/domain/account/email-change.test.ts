// A change of the e-mail address that waits. Invariants: both addresses confirm it, the present one only if it was
// confirmed itself; only the newest request counts, for a day; the former address gets a message.
import { expect, test } from 'vitest'
import { families, ME, PROFILE } from '../../../src/domain/account/account.ts'
import { type AccountCommand, decide } from '../../../src/domain/account/decide.ts'
import { emailChangeOf } from '../../../src/domain/account/email-change.ts'
import { PRESENT_COST } from '../../../src/domain/account/password.ts'
import { waitingRows } from '../../../src/domain/outbox.ts'
import { RowSet } from '../../../src/objects/aggregate/row-set.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

class Account {
  readonly rows = new RowSet()
  now = Date.UTC(2026, 10, 29)
  #events = 0
  #last = 0

  constructor(isConfirmed = true) {
    const password = { salt: 's', hash: 'h', cost: PRESENT_COST }
    const letter = this.letter()
    this.does({ type: 'reserve', claim: 'a', ticket: 't' })
    this.does({ type: 'create', claim: 'a', email: 'old@example.com', name: 'Lin', role: 'customer', password, letter })
    if (isConfirmed) this.does({ type: 'confirm_email', linkId: letter.linkId })
    for (const family of ['mine', 'other']) this.does({ type: 'sign_in', family, address: 'x', epoch: 1 })
  }

  letter() {
    const n = String(++this.#last).padStart(2, '0')
    return { id: `msg_${n}`, userId: 'usr_1', linkId: `link_${n}`, locale: 'en' }
  }

  does(command: AccountCommand): string | null {
    const newId = () => `evt_${++this.#events}`
    const decision = decide(this.rows, command, { now: this.now, newId })
    if (!decision.ok) return decision.refusal.code
    this.rows.apply(decision.value)
    return null
  }

  begins(claim = 'b') {
    const letters = { old: this.letter(), new: this.letter() }
    this.does({ type: 'begin_email_change', email: `${claim}@example.com`, claim, keep: 'mine', letters })
    const confirm = (which: 'old' | 'new') => this.does({ type: 'confirm_email_change', linkId: letters[which].linkId })
    return { old: () => confirm('old'), new: () => confirm('new') }
  }

  get missing() {
    return emailChangeOf(this.rows, this.now)?.missing
  }

  get owed() {
    return waitingRows(this.rows).flatMap(([, row]) => (row.to === 'mail' ? [`${row.template} ${row.email}`] : []))
  }
}

test('both addresses get a link, and the change waits for both, in any order', () => {
  for (const order of [['old', 'new'] as const, ['new', 'old'] as const]) {
    const account = new Account()
    const confirms = account.begins()
    expect(account.owed.slice(1).sort()).toEqual(['change_email b@example.com', 'change_email old@example.com'])
    expect(confirms[order[0]]()).toBeNull()
    expect(account.missing).toEqual([order[1]])
    expect(confirms[order[0]]()).toBeNull()
    expect(account.missing).toEqual([order[1]])
    expect(confirms[order[1]]()).toBeNull()
    expect(account.missing).toEqual([])
  }
})

test('an address that was never confirmed need not confirm, because a mistyped one could not', () => {
  const account = new Account(false)
  const confirms = account.begins()
  expect(account.owed.slice(1)).toEqual(['change_email b@example.com'])
  expect(confirms.new()).toBeNull()
  expect(account.missing).toEqual([])
})

test('a newer request ends the links of the earlier one, and a repeat within a minute sends nothing', () => {
  const account = new Account()
  const first = account.begins()
  const again = account.begins()
  expect(account.owed).toHaveLength(3)
  expect([again.new(), first.new()]).toEqual(['link_invalid', null])
  const other = account.begins('c')
  expect([first.old(), first.new(), other.new()]).toEqual(['link_invalid', 'link_invalid', null])
  account.now += DAY
  expect([other.old(), account.missing]).toEqual(['link_invalid', undefined])
})

test('the change confirms the new address, tells the former one, and ends all sign-ins but the one that asked', () => {
  const account = new Account()
  const confirms = account.begins()
  account.does({ type: 'reserve', claim: 'b', ticket: 'u' })
  const confirmed = { keep: 'mine', letter: account.letter() }
  expect(account.does({ type: 'change_email', claim: 'b', email: 'b@example.com', confirmed })).toBeNull()
  expect(account.rows.get(PROFILE, ME)).toMatchObject({ email: 'b@example.com', verifiedAt: account.now })
  expect(account.owed.at(-1)).toBe('email_changed old@example.com')
  expect(families(account.rows).map(([id]) => id)).toEqual(['mine'])
  expect([account.missing, confirms.old()]).toEqual([undefined, 'link_invalid'])
})

test('a new password and an erasure end a change that waits', () => {
  const password = { salt: 's', hash: 'n', cost: PRESENT_COST }
  for (const end of [{ type: 'set_password', password, keep: null }, { type: 'begin_erasure' }] as const) {
    const account = new Account()
    const confirms = account.begins()
    account.does(end)
    expect(account.missing).toBeUndefined()
    expect(confirms.new()).not.toBeNull()
  }
})
