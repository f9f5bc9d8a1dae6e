// The consent to reminders. Invariants: no person is reminded without a consent that stands and a confirmed address; a
// reminder is owed once by its id, and names only what can be bought; a withdrawal ends what waits, and an erasure all.
import { beforeEach, describe, expect, test } from 'vitest'
import type { AccountCommand } from '../../../src/domain/account/decide.ts'
import { decide } from '../../../src/domain/account/decide.ts'
import { PRESENT_COST } from '../../../src/domain/account/password.ts'
import { consentOf, REMINDERS } from '../../../src/domain/account/reminders.ts'
import { OUTBOX, waitingRows } from '../../../src/domain/outbox.ts'
import type { Product } from '../../../src/domain/product.ts'
import { AccountReminders } from '../../../src/objects/account/account-reminders.ts'
import { RowSet } from '../../../src/objects/aggregate/row-set.ts'

const AGREED: AccountCommand = { type: 'agree_to_reminders', text: '2026-11', locale: 'en' }
const REMINDER = { id: 'msg_1', skus: ['tea', 'cup', 'pot', 'none'] }
// The cast: only these fields are read.
const product = (sku: string, fields: object = {}) =>
  ({
    sku,
    title: { 'zh-CN': `中${sku}`, en: sku },
    status: 'active',
    onHand: 5,
    held: 0,
    ...fields,
  }) as unknown as Product

let rows: RowSet
let products: Map<string, Product>
let reminders: AccountReminders
let isOn = true
let now = 1_000

function does(command: AccountCommand): 'done' | 'refused' {
  const decision = decide(rows, command, { now, newId: () => 'evt_1' })
  if (!decision.ok) return 'refused'
  rows.apply(decision.value)
  return 'done'
}
const owed = () => waitingRows(rows).flatMap(([id, row]) => (row.to === 'mail' ? [{ ...row, id }] : []))

beforeEach(() => {
  isOn = true
  now = 1_000
  rows = new RowSet()
  const fields = { email: 'lin@example.com', name: 'Lin', role: 'customer', letter: null } as const
  does({ type: 'reserve', claim: 'a', ticket: 't' })
  does({ type: 'create', claim: 'a', ...fields, password: { salt: 's', hash: 'h', cost: PRESENT_COST } })
  products = new Map([
    ['tea', product('tea')],
    ['cup', product('cup', { status: 'hidden' })],
    ['pot', product('pot', { held: 5 })],
  ])
  const ports = {
    mails: {
      get isOn() {
        return isOn
      },
    },
    products: async () => products,
    locales: ['zh-CN', 'en'],
  }
  reminders = new AccountReminders(
    'usr_1',
    ports,
    () => rows,
    async (_, command) => does(command),
  )
})

/** Confirms the address with a link. */
function confirm(): void {
  const letter = { id: 'msg_0', userId: 'usr_1', linkId: 'link', locale: 'en' }
  does({ type: 'send_confirmation', letter })
  does({ type: 'confirm_email', linkId: 'link' })
  does({ type: 'outbox_accepted', ids: ['msg_0'] })
}

describe('a reminder', () => {
  test('a person who agreed and confirmed the address gets one message, in the language of the consent', async () => {
    confirm()
    does(AGREED)
    for (let turn = 0; turn < 2; turn++) await reminders.remind(REMINDER, 'r')
    expect(owed()).toMatchObject([
      {
        ...{ id: 'msg_1', template: 'cart_waiting', email: 'lin@example.com', locale: 'en' },
        data: { titles: ['tea'], userId: 'usr_1' },
        // Later, the cart may be bought, or the consent withdrawn.
        expiresAt: now + 6 * 3600_000,
      },
    ])
  })

  test.each([
    ['the person did not agree', () => confirm()],
    ['the address is not confirmed', () => does(AGREED)],
    ['the consent was withdrawn', () => [confirm(), does(AGREED), does({ type: 'withdraw_reminders' })]],
    ['an operator locked the account', () => [confirm(), does(AGREED), does({ type: 'lock' })]],
    ['the person is being erased', () => [confirm(), does(AGREED), does({ type: 'begin_erasure' })]],
    ['no product can be bought', () => [confirm(), does(AGREED), products.delete('tea')]],
    [
      'the shop sends no e-mail',
      () => {
        confirm()
        does(AGREED)
        isOn = false
      },
    ],
  ])('no message is owed because %s', async (_, given) => {
    given()
    await reminders.remind(REMINDER, 'r')
    expect(owed()).toEqual([])
  })

  test('a consent that ends while the products are read ends the reminder too', async () => {
    confirm()
    does(AGREED)
    const asked = reminders.remind(REMINDER, 'r')
    does({ type: 'withdraw_reminders' })
    await asked
    expect(owed()).toEqual([])
  })

  test('a message names at most ten products', async () => {
    confirm()
    does(AGREED)
    const skus = Array.from({ length: 30 }, (_, index) => `p${index}`)
    products = new Map(skus.map((sku) => [sku, product(sku)]))
    await reminders.remind({ id: 'msg_1', skus }, 'r')
    expect(owed()[0]?.data).toMatchObject({ titles: skus.slice(0, 10) })
  })
})

describe('the consent', () => {
  test('a consent has its time and its text, and a repeat does not change the time', async () => {
    expect(await reminders.agree('2026-11', 'en', 'r')).toBe(true)
    const first = consentOf(rows)
    expect(first).toEqual({ agreedAt: 1_000, text: '2026-11', locale: 'en', withdrawnAt: null })
    now = 9_000
    expect(does(AGREED)).toBe('done')
    expect(consentOf(rows)).toEqual(first)
  })

  test('a withdrawal drops the reminder that waits, keeps other messages, and may be repeated', async () => {
    confirm()
    does(AGREED)
    await reminders.remind(REMINDER, 'r')
    does({ type: 'send_reset', letter: { id: 'msg_2', userId: 'usr_1', linkId: 'reset', locale: 'en' } })
    for (let turn = 0; turn < 2; turn++) await reminders.withdraw('r')
    expect(owed().map(({ id }) => id)).toEqual(['msg_2'])
    expect(rows.get(REMINDERS, 'me')).toMatchObject({ agreedAt: 1_000, withdrawnAt: 1_000 })
  })

  test('an erasure leaves neither the consent nor a reminder', async () => {
    confirm()
    does(AGREED)
    await reminders.remind(REMINDER, 'r')
    does({ type: 'begin_erasure' })
    expect(rows.size(REMINDERS)).toBe(0)
    expect([...rows.entries(OUTBOX)].map(([, row]) => (row as { to: string }).to)).toEqual(['events'])
  })

  test('a person without an account cannot agree', async () => {
    rows = new RowSet()
    expect(await reminders.agree('2026-11', 'en', 'r')).toBe(false)
  })
})
