// The events of an account. Invariants: its beginning and its erasure are each reported once, without a name; the
// account stays until the stream has them; a person without an account is never reported.
import { expect, test } from 'vitest'
import { EVENTS } from '../../../src/contract/events/table.ts'
import { PRESENT_COST } from '../../../src/domain/account/password.ts'
import { eventsOwed } from '../../../src/objects/events/event-stream.ts'
import { HOUR_MS, Town } from '../../world/erasure/town.ts'

async function person(town: Town, userId: string) {
  const account = await town.get('account', userId)
  const password = { salt: 's', hash: 'h', cost: PRESENT_COST }
  const fields = { email: 'lin@example.com', name: 'Lin', role: 'customer', password } as const
  expect(await account.register({ claim: `claim-${userId}`, requestId: 'r', ...fields })).toBe(true)
  return account
}

test('a registration and an erasure are reported once each, in their order and without a name', async () => {
  const town = new Town()
  const account = await person(town, 'usr_lin')
  const [owed] = eventsOwed(account.aggregate.rows, 'account:usr_lin', { userId: 'usr_lin' })
  expect(owed?.data).toEqual({ userId: 'usr_lin', role: 'customer' })
  expect(EVENTS['account.created'].data.safeParse(owed?.data).success).toBe(true)
  expect(JSON.stringify(owed)).not.toMatch(/Lin|example/)
  await town.pass(60_000)
  expect(town.reported).toEqual(['account.created account:usr_lin'])
  await account.eraseByOperator('r')
  await town.pass(HOUR_MS)
  expect(account.aggregate.erased).toBe(true)
  expect(town.reported).toEqual(['account.created account:usr_lin', 'account.erased account:usr_lin'])
})

test('an account is not gone before the stream has its erasure, and has the registration before', async () => {
  const town = new Town()
  const account = await person(town, 'usr_lin')
  await town.pass(1)
  town.streamIsDown = true
  await account.eraseByOperator('r')
  await town.pass(30 * 60_000)
  expect([account.aggregate.erased, account.user, town.reported]).toEqual([false, null, []])
  town.streamIsDown = false
  await town.pass(2 * HOUR_MS)
  expect(account.aggregate.erased).toBe(true)
  expect(town.reported).toEqual(['account.created account:usr_lin', 'account.erased account:usr_lin'])
})

test('the erasure of a person without an account reports nothing', async () => {
  const town = new Town()
  const account = await town.get('account', 'usr_outside')
  await account.eraseByOperator('r')
  await town.pass(HOUR_MS)
  expect(account.aggregate.erased).toBe(true)
  expect(town.reported).toEqual([])
})
