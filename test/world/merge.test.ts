// Merges of guests' carts into users' carts, with one injected fault at a time. The witness observes: a guest that is
// bound twice, or lines that arrive twice or never, fail the test.
import { describe, expect, test } from 'vitest'
import type { MergeReply } from '../../src/contract/rpc/cart.ts'
import { IMMORTAL } from './remote.ts'
import { Scene } from './scene.ts'

const HOUR_MS = 3600_000

/** Asks for the merge without waiting for the answer. */
function begin(scene: Scene, userId: string, replies: MergeReply[]): void {
  const { world, id } = scene
  world.witness.bindings.ask(id, userId, 'sum')
  world.scheduler.in(0, `${id} logs in as ${userId}`, () => {
    void scene.host
      .call(IMMORTAL, 'a login', (cart) => cart.merge({ userId, strategy: 'sum', requestId: 'a' }))
      .then(
        (reply) => replies.push(reply),
        () => {},
      )
  })
}

async function merge(scene: Scene, userId: string): Promise<MergeReply | undefined> {
  const replies: MergeReply[] = []
  begin(scene, userId, replies)
  await scene.pass(10_000)
  return replies[0]
}

describe('a guest’s cart on its way into a user’s', () => {
  test('fault 39: two simultaneous logins merge a guest’s cart once, and both get the same answer', async () => {
    const scene = new Scene()
    await scene.add('tea', 2)
    const replies: MergeReply[] = []
    begin(scene, 'usr_bob', replies)
    begin(scene, 'usr_bob', replies)
    await scene.pass(10_000)
    const [lineId, line] = [...scene.world.witness.cart('usr_bob').model.items][0] ?? []
    const report = [{ sku: 'tea', lineId, guestQuantity: 2, userQuantity: 0, resultQuantity: 2 }]
    expect(replies).toEqual([
      { status: 'merged', report },
      { status: 'merged', report },
    ])
    expect(line).toMatchObject({ sku: 'tea', quantity: 2 })
    expect(scene.truth.model.items.size).toBe(0)
  })

  test('fault 48: a merge for a second user is refused, and the guest’s cart accepts no more writes', async () => {
    const scene = new Scene()
    await scene.add('tea')
    expect(await merge(scene, 'usr_bob')).toMatchObject({ status: 'merged' })
    expect(await merge(scene, 'usr_dee')).toEqual({ status: 'refused', code: 'guest_already_merged' })
    expect((await scene.add('pot')).outcome).toMatchObject({ status: 'refused', refusal: { code: 'sealed' } })
    expect(scene.world.witness.cart('usr_dee').state).toBe('none')
  })

  test('a guest’s cart that was sealed unseen and lost its alarm ends with its erased user once it is read', async () => {
    const scene = new Scene()
    const { world, host } = scene
    await scene.add('tea')
    await scene.pass(HOUR_MS)
    // The user's cart admits the guest, but neither it nor the record learns of the seal.
    world.weather.messageLost = 1
    const replies: MergeReply[] = []
    begin(scene, 'usr_bob', replies)
    while (scene.truth.seal === null) await world.step(Number.POSITIVE_INFINITY)
    world.away.add('usr_bob')
    await scene.pass(1_000)
    host.loseAlarm()
    world.away.clear()
    world.weather.messageLost = 0
    world.erase('usr_bob')
    await scene.pass(HOUR_MS)
    expect([scene.truth.state, host.kills]).toEqual(['live', 0])
    await scene.read()
    await scene.pass(HOUR_MS)
    expect(scene.truth.state).toBe('erased')
    expect(scene.recordText).toBe('erased')
  })

  test('if two users merge while the guest’s rows are evicted, exactly one of them gets the cart', async () => {
    let evicted = 0
    for (let aheadMs = 1; aheadMs < 60; aheadMs++) {
      const scene = new Scene()
      await scene.add('tea')
      await scene.pass(10_000)
      const due = Number(scene.host.disk.run("SELECT at FROM dues WHERE name = 'evict'")[0]?.at)
      await scene.pass(due - aheadMs - scene.world.scheduler.time)
      const replies: MergeReply[] = []
      begin(scene, 'usr_bob', replies)
      begin(scene, 'usr_dee', replies)
      await scene.pass(aheadMs)
      if (scene.truth.state === 'evicted') evicted++
      await scene.pass(HOUR_MS)
      expect(replies.map(({ status }) => status).sort()).toEqual(['merged', 'refused'])
    }
    expect(evicted).toBeGreaterThan(10)
  })

  test('the guest’s alarm delivers the lines if the guest’s object died during the login', async () => {
    const scene = new Scene()
    await scene.add('tea')
    begin(scene, 'usr_bob', [])
    while (scene.truth.seal === null) await scene.pass(1)
    scene.host.kill('in the test')
    await scene.pass(HOUR_MS)
    expect(scene.world.witness.cart('usr_bob').model.items.size).toBe(1)
    expect(scene.truth.model.bound).toMatchObject({ done: true })
  })
})
