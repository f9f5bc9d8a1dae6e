// The faults of the write-behind mechanism, each injected on purpose and alone. The witness looks at the object's
// disk after every commit here too: a write that takes effect twice, or a dirty object without an alarm, ends a test.
import { describe, expect, test } from 'vitest'
import { Unavailable } from '../../src/objects/aggregate/life.ts'
import { Scene } from './scene.ts'

const SECOND_MS = 1_000
const HOUR_MS = 3600_000
const DAY_MS = 24 * HOUR_MS

const TEA = ['tea', 1, true, '{}', 'The tea', 100]
const POT = ['pot', 1, true, '{}', 'The pot', 200]

function holding(...lines: unknown[]): string {
  return JSON.stringify([lines, [], [], null, []])
}

describe('crashes', () => {
  test('fault 1: killed before the commit, at whichever statement, a retry with the same key applies once', async () => {
    let lost = 0
    for (let statement = 0; statement < 30; statement++) {
      const scene = new Scene()
      if (statement % 2) await scene.add('pot')
      const before = scene.truth.position.version
      scene.host.dieAt = statement
      const first = await scene.add('tea', 1, 'again')
      if (!first.outcome) {
        lost++
        expect(scene.truth.position.version).toBe(before)
      }
      const second = await scene.add('tea', 1, 'again')
      expect(second.outcome?.status).toBe(first.outcome ? 'replayed' : 'accepted')
      expect(second.shown?.position.version).toBe(before + 1)
      expect(second.shown?.text).toContain(JSON.stringify(TEA))
    }
    expect(lost).toBeGreaterThan(6)
  })

  test('fault 2: killed after the commit and before the answer, the retry returns the stored result', async () => {
    const scene = new Scene()
    scene.world.weather.killAfterCommit = 1
    expect((await scene.add('tea', 1, 'again')).outcome).toBeNull()
    scene.world.weather.killAfterCommit = 0
    const retry = await scene.add('tea', 1, 'again')
    expect(retry.outcome).toMatchObject({ status: 'replayed', results: [{ status: 'accepted' }] })
    expect(retry.shown).toMatchObject({ position: { version: 1 }, text: holding(TEA) })
  })

  test('fault 3: killed after the commit and before the queue send, the drain sends after wake-up', async () => {
    const scene = new Scene()
    await scene.add('tea')
    scene.host.kill('in the test')
    expect(scene.world.sends).toHaveLength(0)
    await scene.pass(5 * SECOND_MS)
    expect(scene.recordText).toBe(holding(TEA))
    expect(scene.settled).toBe(true)
  })

  test('fault 27: evicted from memory and from disk in the middle of a session, the cart is identical', async () => {
    const scene = new Scene()
    await scene.add('tea')
    await scene.add('pot')
    await scene.write({ type: 'remove', sku: 'tea' })
    const before = await scene.read()
    scene.host.kill('in the test')
    expect(await scene.read()).toMatchObject({ position: before.position, text: before.text })
    await scene.write({ type: 'restore', sku: 'tea' })
    const restored = await scene.read()
    expect(restored.text).toBe(holding(TEA, POT))
    await scene.pass(30 * HOUR_MS)
    expect(scene.truth.state).toBe('evicted')
    expect(scene.host.disk.run('SELECT * FROM rows')).toEqual([])
    expect(await scene.read()).toMatchObject({ position: restored.position, text: restored.text })
    expect((await scene.add('tea')).shown?.position).toEqual({
      epoch: restored.position.epoch,
      version: restored.position.version + 1,
    })
  })
})

describe('the record and the queue', () => {
  test('fault 4: the record is down for longer than all alarm retries, the object stays armed and drains later', async () => {
    const scene = new Scene()
    scene.world.down.add('record')
    await scene.add('tea')
    await scene.pass(3 * DAY_MS)
    expect(scene.truth).toMatchObject({ dirty: true, state: 'live' })
    expect(scene.host.disk.alarm).toBeLessThan(scene.world.scheduler.wall() + 75 * 60_000)
    expect(scene.world.sends.length).toBeGreaterThan(60)
    scene.world.down.clear()
    await scene.pass(2 * HOUR_MS)
    expect(scene.recordText).toBe(holding(TEA))
    expect(scene.settled).toBe(true)
  })

  test('fault 5: the alarm runs twice, with one effect', async () => {
    const scene = new Scene()
    await scene.add('tea')
    await scene.write({ type: 'remove', sku: 'tea' })
    scene.world.weather.messageLost = 1
    await scene.pass(1_500)
    expect(scene.world.sends).toHaveLength(1)
    scene.host.disk.alarm = scene.world.scheduler.wall() + 1
    await scene.pass(1_500)
    expect(scene.world.sends).toHaveLength(1)
    scene.world.weather.messageLost = 0
    await scene.pass(DAY_MS)
    // The removed line was forgotten by one write, though its alarm came twice.
    expect(scene.truth.position.version).toBe(3)
    scene.host.disk.alarm = scene.world.scheduler.wall() + 1
    await scene.pass(1_500)
    expect(scene.truth.position.version).toBe(3)
  })

  test('fault 6: the queue refuses to send, the flag is kept and the pauses grow', async () => {
    const scene = new Scene()
    scene.world.weather.sendFails = 1
    await scene.add('tea')
    await scene.pass(4 * 60_000)
    const pauses = scene.world.sends.slice(1).map(({ at }, index) => at - (scene.world.sends[index]?.at ?? 0))
    expect(pauses.length).toBeGreaterThan(2)
    for (const [index, pause] of pauses.entries()) expect(pause).toBeGreaterThan(pauses[index - 1] ?? 7_000)
    expect(scene.truth.dirty).toBe(true)
    scene.world.weather.sendFails = 0
    await scene.pass(HOUR_MS)
    expect(scene.settled).toBe(true)
  })

  test('fault 7: a message delivered twice makes one record version', async () => {
    const scene = new Scene()
    scene.world.weather.messageTwice = 1
    await scene.add('tea')
    await scene.pass(5 * SECOND_MS)
    expect(scene.recordPosition).toEqual(scene.truth.position)
    expect(scene.recordText).toBe(holding(TEA))
    expect(scene.world.d1.look('SELECT id FROM carts')).toHaveLength(1)
  })

  test('fault 8: a version that arrives after the next one is ignored', async () => {
    const scene = new Scene()
    await scene.add('tea')
    const older = await scene.message()
    await scene.add('pot')
    await scene.pass(5 * SECOND_MS)
    scene.world.queue.enqueue(older)
    await scene.pass(5 * SECOND_MS)
    expect(scene.recordText).toBe(holding(TEA, POT))
    expect(scene.l2Text).toBe(holding(TEA, POT))
    expect(scene.settled).toBe(true)
  })

  test('fault 10: dead letters expire, and the object’s re-send restores the record', async () => {
    const scene = new Scene()
    scene.world.refused.add(scene.id)
    await scene.add('tea')
    await scene.pass(10 * 60_000)
    expect(scene.world.d1.look('SELECT aggregate_id FROM dead_letters')).toEqual([{ aggregate_id: scene.id }])
    expect(scene.world.sends).toHaveLength(1)
    scene.world.d1.look('DELETE FROM dead_letters')
    scene.world.refused.clear()
    await scene.pass(2 * HOUR_MS)
    expect(scene.recordText).toBe(holding(TEA))
    expect(scene.settled).toBe(true)
  })

  test('fault 11: the local queue restarts with a message in it, which is sent again', async () => {
    const scene = new Scene()
    await scene.add('tea')
    while (scene.world.queue.idle) await scene.pass(10)
    scene.world.queue.restart()
    await scene.pass(5 * SECOND_MS)
    expect(scene.recordPosition).toBeNull()
    await scene.pass(20 * SECOND_MS)
    expect(scene.recordText).toBe(holding(TEA))
  })

  test('fault 20: a line that was removed does not come back from an old record or an old L2', async () => {
    const scene = new Scene()
    await scene.add('tea')
    await scene.add('pot')
    const older = await scene.message()
    await scene.pass(5 * SECOND_MS)
    await scene.write({ type: 'remove', sku: 'tea' })
    await scene.pass(5 * SECOND_MS)
    scene.world.weather.l2Stale = 1
    for (const loseL2 of [false, true]) {
      if (loseL2) scene.world.l2.lose(scene.id)
      scene.world.queue.enqueue(older)
      await scene.pass(60 * HOUR_MS)
      expect(scene.truth.state).toBe('evicted')
      expect((await scene.read()).text).toBe(holding(POT))
    }
  })
})

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
    // Even when L2 has lost its tombstone in between.
    scene.world.l2.lose(scene.id)
    scene.world.queue.enqueue(late)
    await scene.pass(5 * SECOND_MS)
    expect([scene.recordText, scene.l2Text]).toEqual(['erased', 'erased'])
    expect((await scene.add('pot')).outcome).toMatchObject({ status: 'refused', refusal: { code: 'erased' } })
  })

  test('fault 44: a late message does not confirm a tombstone that L2 has not got', async () => {
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

  test('fault 45: a guest’s cart expires and its owner starts anew, the new epoch wins everywhere', async () => {
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

  test('fault 45: the storage of an expired cart is given back after 30 days, and its owner starts with a newer epoch', async () => {
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

  test('fault 45: an erased cart refuses for ever', async () => {
    const scene = new Scene('usr_bob')
    await scene.add('tea')
    scene.world.erasable.add(scene.id)
    await scene.ask((cart) => cart.aggregate.erase())
    await scene.pass(90 * DAY_MS)
    expect((await scene.add('pot')).outcome).toMatchObject({ status: 'refused', refusal: { code: 'erased' } })
    expect((await scene.read()).erased).toBe(true)
  })
})

describe('due times', () => {
  test('fault 46: a change during the alarm’s run is drained within seconds, whatever stands later', async () => {
    const scene = new Scene()
    await scene.add('tea')
    while (!scene.host.firing) await scene.pass(1)
    const during = await scene.add('pot')
    expect(during.outcome?.status).toBe('accepted')
    expect(scene.host.disk.run("SELECT name FROM dues WHERE name = 'evict'")).toHaveLength(1)
    await scene.pass(5 * SECOND_MS)
    expect(scene.recordText).toBe(holding(TEA, POT))
    expect(scene.settled).toBe(true)
  })

  test('fault 46: a drain does not wait for an eviction that stands already', async () => {
    const scene = new Scene()
    await scene.add('tea')
    await scene.pass(HOUR_MS)
    expect(scene.host.disk.alarm).toBeGreaterThan(scene.world.scheduler.wall() + 20 * HOUR_MS)
    await scene.add('pot')
    expect(scene.host.disk.alarm).toBeLessThanOrEqual(scene.world.scheduler.wall() + SECOND_MS)
    await scene.pass(5 * SECOND_MS)
    expect(scene.settled).toBe(true)
  })
})

describe('fault 51: an object restored to an older state than its copies', () => {
  test('goes on under a new epoch, everything lands again, and an operator is told', async () => {
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

  test('that reaches the position of its lost life by other writes is not taken for that life', async () => {
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

  test('a user’s object that lost everything asks the record before it starts anew', async () => {
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
    await scene.pass(5 * SECOND_MS)
    expect(scene.settled).toBe(true)
  })

  test('one whose rows were evicted since is unavailable, never empty, and an operator is told', async () => {
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
