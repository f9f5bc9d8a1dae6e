// Erasures of people whose guests' carts were merged or were being merged, and of carts whose rows are gone.
// Invariant: when all of it has settled, no disk, the record and the provider hold nothing personal.
import { beforeEach, describe, expect, it } from 'vitest'
import { ADA, expectNothing, fails, GUEST, gate, merging } from './steps.ts'
import { DAY_MS, HOUR_MS, Town } from './town.ts'

let town: Town
beforeEach(() => {
  town = new Town()
})

describe('an erasure', () => {
  it('an erasure covers the orders of a guest whose merge never reached the user', async () => {
    await town.add(GUEST)
    const { orderId, reply } = await town.checkout(GUEST)
    await reply
    await town.add(GUEST)
    fails(town, 'importGuest', 'follow')
    await merging(town)
    town.tiersAreDown = true
    await town.add(ADA)
    town.tiersAreDown = false
    // The record does not know of the seal, so the erasure cannot know of this guest.
    town.record.delete(GUEST)
    await town.erase(ADA)
    expect(await town.isErased('cart', ADA)).toBe(true)
    const followed: string[] = []
    town.before = (call) => {
      if (call.endsWith('follow')) followed.push(call)
    }
    await town.pass(HOUR_MS)
    expect(await town.isErased('cart', GUEST)).toBe(true)
    expect(followed).toEqual([])
    expect((await town.order(orderId)).lists.order?.me).toMatchObject({ owner: null })
    expectNothing(town, ADA, GUEST)
  })

  it('an erasure between the owner change of a guest’s orders and the import covers these orders too', async () => {
    await town.add(GUEST)
    const { orderId, reply } = await town.checkout(GUEST)
    await reply
    const arriving = gate(town, `${ADA} importGuest`)
    const merged = merging(town)
    await arriving.reached
    town.record.clear()
    await town.erase(ADA)
    arriving.open()
    await merged
    await town.pass(HOUR_MS)
    expect(await town.isErased('cart', GUEST)).toBe(true)
    expect((await town.order(orderId)).lists.order?.me).toMatchObject({ owner: null })
    expectNothing(town, ADA, GUEST)
  })

  it('an erasure covers merged guests’ carts and their orders', async () => {
    await town.add(GUEST)
    await (await town.checkout(GUEST)).reply
    await town.add(GUEST)
    await merging(town)
    await town.pass(10_000)
    await town.erase(ADA)
    await town.pass(HOUR_MS)
    for (const id of [ADA, GUEST]) expect(await town.isErased('cart', id)).toBe(true)
    expectNothing(town, ADA, GUEST)
  })
})

describe('a cart that sleeps and cannot be hydrated', () => {
  const evicted = async () => {
    await town.add(ADA)
    await (await town.checkout(ADA)).reply
    await town.pass(HOUR_MS)
    await town.add(GUEST)
    await merging(town)
    await town.pass(30 * HOUR_MS)
    expect((await town.get('cart', ADA)).aggregate.isAsleep).toBe(true)
  }

  it('a sleeping cart without copies is erased by its id, and its guests are found in the record’s rows', async () => {
    await evicted()
    town.lose('cart', ADA)
    await town.erase(ADA)
    await town.pass(HOUR_MS)
    for (const id of [ADA, GUEST]) expect(await town.isErased('cart', id)).toBe(true)
    expect(await town.isErased('account', ADA)).toBe(true)
    expectNothing(town, ADA, GUEST)
  })

  it('the erasure of a sleeping cart waits until the tiers answer, and then needs no hydration', async () => {
    await evicted()
    town.tiersAreDown = true
    await town.erase(ADA)
    await town.pass(DAY_MS)
    expect(await town.isErased('account', ADA)).toBe(false)
    expect(await town.isErased('cart', ADA)).toBe(false)
    town.tiersAreDown = false
    await town.pass(2 * HOUR_MS)
    expect(await town.isErased('account', ADA)).toBe(true)
    expect(town.logs.join('\n')).not.toContain('object.hydrated')
    expectNothing(town, ADA, GUEST)
  })
})
