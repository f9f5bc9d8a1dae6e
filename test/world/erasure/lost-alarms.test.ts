// Erasures whose alarm the platform drops before the record has learned of the erasure.
// Invariant: personal data never stays in the record because one object was not called again.
import { beforeEach, describe, expect, it } from 'vitest'
import type { Kind } from '../../../src/domain/copy.ts'
import { HOUR_MS, PERSONAL, Town } from './town.ts'

const ADA = 'usr_ada'
const GUEST = 'gst_ada'

let town: Town
beforeEach(() => {
  town = new Town()
})

/** A person whom the record knows, with a merged guest's cart and an order. */
async function known(): Promise<string> {
  await town.add(GUEST)
  await (await town.get('cart', GUEST)).merge({ userId: ADA, strategy: 'sum', requestId: 'r' })
  const { orderId, reply } = await town.checkout(ADA)
  await reply
  // The order's stock does not call it again.
  await (await town.get('order', orderId)).act(
    { type: 'cancel', by: ADA },
    { requestId: 'r', key: null, ifMatch: null },
  )
  await town.add(ADA)
  await town.pass(60_000)
  expect(JSON.stringify([...town.record])).toContain(PERSONAL[0])
  return orderId
}

function expectNothing(): void {
  const found = town.dump()
  for (const text of PERSONAL) expect(found).not.toContain(text)
  for (const id of [ADA, GUEST]) expect(town.mentions(id)).toEqual([])
}

describe('an erasure', () => {
  it.each<[Kind, string | null]>([
    ['cart', ADA],
    ['cart', GUEST],
    ['order', null],
  ])('an erasure reaches the record although the alarm of the %s is lost', async (kind, id) => {
    const orderId = await known()
    await town.erase(ADA)
    town.loseAlarm(kind, id ?? orderId)
    await town.pass(HOUR_MS)
    expect(await town.isErased('account', ADA)).toBe(true)
    expectNothing()
  })

  it('the daily sweep continues an erasure whose alarm was lost, because the record shows it from the start', async () => {
    await known()
    await town.erase(ADA)
    town.loseAlarm('account', ADA)
    await town.pass(HOUR_MS)
    expect(town.record.get(`account ${ADA}`)).toMatchObject({ state: 'live', lists: { erasing: { me: {} } } })
    ;(await town.get('account', ADA)).aggregate.tend()
    await town.pass(HOUR_MS)
    expect(town.record.get(`account ${ADA}`)).toMatchObject({ state: 'erased' })
    expectNothing()
  })

  it('an erasure is accepted while the record is down, and ends when the record is back', async () => {
    await known()
    town.tiersAreDown = true
    await town.erase(ADA)
    await town.pass(2 * HOUR_MS)
    expect(await town.isErased('account', ADA)).toBe(false)
    town.tiersAreDown = false
    await town.pass(2 * HOUR_MS)
    expect(await town.isErased('account', ADA)).toBe(true)
    expectNothing()
  })
})
