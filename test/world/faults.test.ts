// The faults of the write-behind mechanism, injected one at a time. The witness reads the object's disk after every
// commit: a write that takes effect twice, or a dirty object without an alarm, fails the test.
import { describe, expect, test } from 'vitest'
import { LOST_MS } from '../../src/objects/aggregate/drain-times.ts'
import { holding, POT, Scene, TEA } from './scene.ts'

const SECOND_MS = 1_000
const HOUR_MS = 3600_000
const DAY_MS = 24 * HOUR_MS

describe('crashes', () => {
  test('fault 1: after a kill at any statement before the commit, a retry with the same key applies once', async () => {
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

  test('fault 2: after a kill between commit and answer, the retry returns the stored result', async () => {
    const scene = new Scene()
    scene.world.weather.killAfterCommit = 1
    expect((await scene.add('tea', 1, 'again')).outcome).toBeNull()
    scene.world.weather.killAfterCommit = 0
    const retry = await scene.add('tea', 1, 'again')
    expect(retry.outcome).toMatchObject({ status: 'replayed', results: [{ status: 'accepted' }] })
    expect(retry.shown).toMatchObject({ position: { version: 1 }, text: holding(TEA) })
  })

  test('fault 3: after a kill between commit and queue send, the drain sends when the object wakes', async () => {
    const scene = new Scene()
    scene.world.weather.sendFails = 1
    await scene.add('tea')
    scene.host.kill('in the test')
    scene.world.weather.sendFails = 0
    await scene.pass(5 * SECOND_MS)
    expect(scene.recordText).toBeNull()
    await scene.pass(LOST_MS)
    expect(scene.recordText).toBe(holding(TEA))
    expect(scene.settled).toBe(true)
  })

  test('fault 27: a cart that is evicted from memory and disk in the middle of a session stays identical', async () => {
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
  test('fault 4: if the record is down for longer than all alarm retries, the object keeps its alarm and drains later', async () => {
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

  test.each(['down', 'slow'])(
    'fault 67: after Redis was %s during a write, L2 receives the write later',
    async (how) => {
      const scene = new Scene()
      await scene.add('tea')
      await scene.pass(5 * SECOND_MS)
      if (how === 'down') scene.world.down.add('l2')
      else scene.world.weather.l2CommandFails = 1
      await scene.write({ type: 'remove', sku: 'tea' })
      await scene.pass(5 * SECOND_MS)
      expect(scene.settled).toBe(true)
      expect(scene.l2Text).toBe(holding(TEA))
      scene.world.down.clear()
      scene.world.weather.l2CommandFails = 0
      await scene.pass(60 * SECOND_MS)
      expect(scene.l2Text).toBe(scene.recordText)
      expect(scene.world.queue.idle).toBe(true)
    },
  )

  test('fault 67: while Redis is down for weeks, a cart announces itself once an hour, until L2’s copy has expired', async () => {
    const scene = new Scene()
    await scene.add('tea')
    await scene.pass(5 * SECOND_MS)
    scene.world.down.add('l2')
    await scene.add('pot')
    await scene.pass(DAY_MS)
    const sent = scene.world.sends.length
    await scene.pass(DAY_MS)
    expect(scene.world.sends.length - sent).toBeLessThan(32)
    expect(scene.world.alerts).toEqual([])
    await scene.pass(30 * DAY_MS)
    expect(scene.truth.state).toBe('evicted')
    expect(scene.l2Text).toBeNull()
  })

  test('fault 5: an alarm that runs twice has one effect', async () => {
    const scene = new Scene()
    scene.world.weather.messageLost = 1
    await scene.add('tea')
    await scene.write({ type: 'remove', sku: 'tea' })
    await scene.pass(LOST_MS + 500)
    expect(scene.world.sends).toHaveLength(2)
    scene.host.disk.alarm = scene.world.scheduler.wall() + 1
    await scene.pass(1_500)
    expect(scene.world.sends).toHaveLength(2)
    scene.world.weather.messageLost = 0
    await scene.pass(DAY_MS)
    // One write deleted the removed line, although its alarm came twice.
    expect(scene.truth.position.version).toBe(3)
    scene.host.disk.alarm = scene.world.scheduler.wall() + 1
    await scene.pass(1_500)
    expect(scene.truth.position.version).toBe(3)
  })

  test('fault 6: while the queue refuses to send, the object stays dirty and its pauses grow', async () => {
    const scene = new Scene()
    scene.world.weather.sendFails = 1
    await scene.add('tea')
    await scene.pass(4 * 60_000)
    // The announcement's pause comes first and is independent.
    const sends = scene.world.sends.slice(1)
    const pauses = sends.slice(1).map(({ at }, index) => at - (sends[index]?.at ?? 0))
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

  test('fault 11: a message that is lost in a restart of the local queue is sent again', async () => {
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

describe('due times', () => {
  test('fault 46: a change during the alarm’s run is drained within seconds, even if a later alarm is set', async () => {
    const scene = new Scene()
    scene.world.weather.messageLost = 1
    await scene.add('tea')
    await scene.pass(SECOND_MS)
    scene.world.weather.messageLost = 0
    while (!scene.host.firing) await scene.pass(1)
    const during = await scene.add('pot')
    expect(during.outcome?.status).toBe('accepted')
    expect(scene.host.disk.run("SELECT name FROM dues WHERE name = 'evict'")).toHaveLength(1)
    await scene.pass(5 * SECOND_MS)
    expect(scene.recordText).toBe(holding(TEA, POT))
    expect(scene.settled).toBe(true)
  })

  test('fault 46: a drain does not wait for the eviction that is already scheduled', async () => {
    const scene = new Scene()
    await scene.add('tea')
    await scene.pass(HOUR_MS)
    expect(scene.host.disk.alarm).toBeGreaterThan(scene.world.scheduler.wall() + 20 * HOUR_MS)
    await scene.add('pot')
    expect(scene.host.disk.alarm).toBeLessThanOrEqual(scene.world.scheduler.wall() + LOST_MS)
    await scene.pass(5 * SECOND_MS)
    expect(scene.settled).toBe(true)
  })
})
