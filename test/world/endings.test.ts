// Carts that end, and objects that are put back to an older state. The witness reads the object's disk after every
// commit: a write that takes effect twice, or a dirty object without an alarm, fails the test.
import { describe, expect, test } from 'vitest'
import { Unavailable } from '../../src/objects/aggregate/life.ts'
import { holding, POT, Scene, TEA } from './scene.ts'

const SECOND_MS = 1_000
const HOUR_MS = 3600_000
const DAY_MS = 24 * HOUR_MS

describe('endings', () => {
  test('fault 44: a late message for an erased cart brings nothing back, in any tier', async () => {
    const scene = new Scene()
    await scene.add('tea')
    const late = await scene.message()
    await scene.pass(5 * SECOND_MS)
    scene.world.erasable.add(scene.id)
    await scene.ask((cart) => cart.aggregate.erase())
    await scene.pass(5 * SECOND_MS)
    scene.world.queue.enqueue(late)
    await scene.pass(5 * SECOND_MS)
    expect([scene.recordText, scene.l2Text]).toEqual(['erased', 'erased'])
    // The same holds after L2 has lost its tombstone.
    scene.world.l2.lose(scene.id)
    scene.world.queue.enqueue(late)
    await scene.pass(5 * SECOND_MS)
    expect([scene.recordText, scene.l2Text]).toEqual(['erased', 'erased'])
    expect((await scene.add('pot')).outcome).toMatchObject({ status: 'refused', refusal: { code: 'erased' } })
  })

  test('fault 44: a late message does not confirm a tombstone that L2 does not have', async () => {
    const scene = new Scene()
    await scene.add('tea')
    const late = await scene.message()
    await scene.pass(5 * SECOND_MS)
    scene.world.down.add('l2')
    scene.world.erasable.add(scene.id)
    await scene.ask((cart) => cart.aggregate.erase())
    await scene.pass(5 * SECOND_MS)
    expect(scene.recordText).toBe('erased')
    scene.world.queue.enqueue(late)
    await scene.pass(5 * SECOND_MS)
    expect(scene.truth.dirty).toBe(true)
    scene.world.down.clear()
    await scene.pass(60 * SECOND_MS)
    expect(scene.l2Text).toBe('erased')
    expect(scene.settled).toBe(true)
  })

  test('fault 45: after a guest’s cart expired, its owner’s new cart has a new epoch that wins everywhere', async () => {
    const scene = new Scene()
    await scene.add('tea')
    const late = await scene.message()
    const { epoch } = scene.truth.position
    await scene.pass(41 * DAY_MS)
    expect(scene.truth.state).toBe('expired')
    expect([scene.recordText, scene.l2Text]).toEqual(['expired', 'expired'])
    expect((await scene.read()).position.version).toBe(0)
    await scene.add('pot')
    await scene.pass(5 * SECOND_MS)
    scene.world.queue.enqueue(late)
    await scene.pass(5 * SECOND_MS)
    expect(scene.truth.position.version).toBe(1)
    expect(scene.truth.position.epoch).toBeGreaterThan(epoch)
    expect([scene.recordText, scene.l2Text]).toEqual([holding(POT), holding(POT)])
  })

  test('fault 45: the storage of an expired cart is deleted after 30 days, and the owner’s next cart has a newer epoch', async () => {
    const scene = new Scene()
    await scene.add('tea')
    const late = await scene.message()
    const { epoch } = scene.truth.position
    await scene.pass(41 * DAY_MS)
    expect(scene.host.disk.image().tables.length).toBeGreaterThan(1)
    await scene.pass(31 * DAY_MS)
    expect(scene.host.disk.image().tables.map(({ name, rows }) => [name, rows])).toEqual([['alarm', []]])
    expect((await scene.read()).position).toEqual({ epoch: 0, version: 0 })
    scene.world.queue.enqueue(late)
    await scene.add('pot')
    await scene.pass(5 * SECOND_MS)
    expect(scene.truth.position.version).toBe(1)
    expect(scene.truth.position.epoch).toBeGreaterThan(epoch)
    expect([scene.recordText, scene.l2Text]).toEqual([holding(POT), holding(POT)])
  })

  test('fault 65: if a tombstone reaches the tiers late, the cart’s storage is kept for 30 days from then', async () => {
    const scene = new Scene()
    await scene.add('tea')
    await scene.pass(39 * DAY_MS)
    scene.world.down.add('record')
    await scene.pass(20 * DAY_MS)
    scene.world.down.clear()
    await scene.pass(13 * DAY_MS)
    expect(scene.recordText).toBe('expired')
    // This is more than 30 days after the cart expired.
    expect(scene.host.disk.image().tables.length).toBeGreaterThan(1)
    await scene.pass(31 * DAY_MS)
    expect(scene.host.disk.image().tables.map(({ name, rows }) => [name, rows])).toEqual([['alarm', []]])
  })

  test('fault 45: an erased cart refuses every later write', async () => {
    const scene = new Scene('usr_bob')
    await scene.add('tea')
    scene.world.erasable.add(scene.id)
    await scene.ask((cart) => cart.aggregate.erase())
    await scene.pass(90 * DAY_MS)
    expect((await scene.add('pot')).outcome).toMatchObject({ status: 'refused', refusal: { code: 'erased' } })
    expect((await scene.read()).erased).toBe(true)
  })
})

describe('fault 51: an object restored to an older state than its copies', () => {
  test('a restored object continues under a new epoch, sends everything again, and raises an alert', async () => {
    const scene = new Scene()
    await scene.add('tea')
    await scene.pass(5 * SECOND_MS)
    const image = scene.host.disk.image()
    const truth = scene.truth
    await scene.add('pot')
    await scene.add('pot')
    await scene.pass(5 * SECOND_MS)
    scene.host.restore(image)
    scene.world.witness.restore('cart', scene.id, truth)
    await scene.add('cup')
    await scene.pass(10 * SECOND_MS)
    expect(scene.truth.position.epoch).toBeGreaterThan(truth.position.epoch)
    expect(scene.world.alerts).toEqual([`${scene.id} object.rolled_back`])
    const both = holding(TEA, ['cup', 1, true, '{}', 'The cup', 300])
    expect([scene.recordText, scene.l2Text]).toEqual([both, both])
    expect(scene.settled).toBe(true)
  })

  test('a restored object that reaches its old position by other writes is not mistaken for its lost life', async () => {
    const scene = new Scene()
    await scene.add('tea')
    await scene.pass(5 * SECOND_MS)
    const image = scene.host.disk.image()
    const truth = scene.truth
    await scene.add('pot')
    await scene.pass(5 * SECOND_MS)
    scene.host.restore(image)
    scene.world.witness.restore('cart', scene.id, truth)
    await scene.add('cup')
    await scene.pass(10 * SECOND_MS)
    const both = holding(TEA, ['cup', 1, true, '{}', 'The cup', 300])
    expect([scene.recordText, scene.l2Text]).toEqual([both, both])
    expect(scene.world.alerts).toEqual([`${scene.id} object.rolled_back`])
    expect(scene.settled).toBe(true)
  })

  test('a user’s object that lost everything asks the record before it starts again', async () => {
    const scene = new Scene('usr_bob')
    const empty = scene.host.disk.image()
    const truth = scene.truth
    await scene.add('tea')
    await scene.pass(5 * SECOND_MS)
    scene.host.restore(empty)
    scene.world.witness.restore('cart', scene.id, truth)
    scene.world.down.add('record')
    await expect(scene.read()).rejects.toThrow(Unavailable)
    scene.world.down.clear()
    expect((await scene.read()).text).toBe(holding(TEA))
    // The rows that were found in the record are not announced: the object's alarm sends them.
    await scene.pass(15 * SECOND_MS)
    expect(scene.settled).toBe(true)
  })

  test('a restored cart whose rows were evicted is unavailable, never empty, and raises an alert', async () => {
    const scene = new Scene()
    await scene.add('tea')
    await scene.pass(30 * HOUR_MS)
    const image = scene.host.disk.image()
    const truth = scene.truth
    expect(truth.state).toBe('evicted')
    await scene.add('pot')
    await scene.pass(5 * SECOND_MS)
    scene.host.restore(image)
    scene.world.witness.restore('cart', scene.id, truth)
    await expect(scene.read()).rejects.toThrow(Unavailable)
    expect(scene.world.alerts).toEqual([`${scene.id} object.not_hydrated`])
  })
})
