// The record is restored from an older backup: objects that are asked to send again fill it, and it equals them.
import { describe, expect, test } from 'vitest'
import { Scene } from './scene.ts'

const SECOND_MS = 1_000
const HOUR_MS = 3600_000
const TABLES = ['carts', 'orders', 'order_lines', 'stock', 'accounts', 'claims'] as const

/** A backup of the record's own tables. */
function backup(scene: Scene) {
  const { d1 } = scene.world
  const rows = TABLES.map((table) => [table, d1.look(`SELECT * FROM ${table}`)] as const)
  return () => {
    for (const [table, kept] of rows) {
      d1.look(`DELETE FROM ${table}`)
      for (const row of kept) {
        const marks = Object.keys(row).map(() => '?')
        d1.look(
          `INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${marks.join(', ')})`,
          ...(Object.values(row) as (string | number | null)[]),
        )
      }
    }
  }
}

describe('fault 56: a record that was restored from a backup', () => {
  test('a resend fills a restored record with rows that it lost and rows that it never had', async () => {
    const scene = new Scene()
    await scene.add('tea')
    await scene.pass(HOUR_MS)
    const restore = backup(scene)
    await scene.add('pot')
    await scene.pass(HOUR_MS)
    const lost = scene.recordPosition
    restore()
    expect(scene.recordPosition).not.toEqual(lost)
    // Only a resend moves the record: the object believes that everything is confirmed.
    await scene.ask((cart) => cart.aggregate.drainSoon())
    await scene.pass(2 * HOUR_MS)
    expect(scene.recordPosition).not.toEqual(lost)
    expect(await scene.ask((cart) => cart.aggregate.resend())).toBe('sending')
    await scene.pass(HOUR_MS)
    expect(scene.recordPosition).toEqual(lost)
    expect(scene.settled).toBe(true)
  })

  test('a restored record gets an evicted cart back that only Redis still has', async () => {
    const scene = new Scene()
    const restore = backup(scene)
    await scene.add('tea')
    await scene.pass(30 * HOUR_MS)
    expect(scene.truth.state).toBe('evicted')
    restore()
    expect(scene.recordPosition).toBeNull()
    expect(await scene.ask((cart) => cart.aggregate.resend())).toBe('sending')
    await scene.pass(HOUR_MS)
    expect(scene.settled).toBe(true)
  })

  test('a restored record gets a tombstone back, which replaces the live copy of the backup', async () => {
    const scene = new Scene()
    await scene.add('tea')
    await scene.pass(HOUR_MS)
    const restore = backup(scene)
    scene.world.erase(scene.id)
    await scene.pass(HOUR_MS)
    expect(scene.recordText).toBe('erased')
    restore()
    expect(scene.recordText).not.toBe('erased')
    await scene.ask((cart) => cart.aggregate.resend())
    await scene.pass(HOUR_MS)
    expect(scene.recordText).toBe('erased')
  })

  test('an object that was restored to before its first write learns from the record that it was erased', async () => {
    const scene = new Scene()
    const empty = scene.host.disk.image()
    const truth = scene.truth
    await scene.add('tea')
    scene.world.erase(scene.id)
    await scene.pass(HOUR_MS)
    scene.host.restore(empty)
    scene.world.witness.restore('cart', scene.id, truth)
    expect(await scene.ask((cart) => cart.aggregate.resend())).toBe('sending')
    await scene.pass(HOUR_MS)
    expect((await scene.add('pot')).outcome).toMatchObject({ status: 'refused', refusal: { code: 'erased' } })
    expect(scene.recordText).toBe('erased')
  })

  test('a guest’s cart that gave its storage back learns from the record that it has expired', async () => {
    const scene = new Scene()
    await scene.add('tea')
    await scene.pass(HOUR_MS)
    const restore = backup(scene)
    await scene.pass(90 * 24 * HOUR_MS)
    expect(scene.host.disk.image().tables.map(({ name }) => name)).toEqual(['alarm'])
    restore()
    expect(scene.recordText).not.toBe('expired')
    expect(await scene.ask((cart) => cart.aggregate.resend())).toBe('sending')
    await scene.pass(HOUR_MS)
    expect(scene.recordText).toBe('expired')
  })

  test('an object that was never written does not ask the restored record', async () => {
    const scene = new Scene('gst_new')
    expect(await scene.ask((cart) => cart.aggregate.resend())).toBe('empty')
    expect(scene.host.disk.writes).toBe(0)
  })
})

describe('fault 57: an object that the sweep calls', () => {
  test('an object that lost its alarm sets it again when the sweep calls, and continues', async () => {
    const scene = new Scene()
    scene.world.weather.messageLost = 1
    await scene.add('tea')
    await scene.pass(SECOND_MS)
    scene.world.weather.messageLost = 0
    scene.host.disk.alarm = null
    await scene.pass(3 * HOUR_MS)
    expect(scene.settled).toBe(false)
    await scene.ask((cart) => cart.aggregate.tend())
    await scene.pass(HOUR_MS)
    expect(scene.settled).toBe(true)
  })

  test('an object that never left memory sets a lost alarm again when it is only read', async () => {
    const scene = new Scene()
    scene.world.weather.messageLost = 1
    await scene.add('tea')
    await scene.pass(SECOND_MS)
    scene.world.weather.messageLost = 0
    scene.host.loseAlarm()
    await scene.pass(3 * HOUR_MS)
    expect(scene.settled).toBe(false)
    await scene.read()
    await scene.pass(HOUR_MS)
    expect(scene.host.kills).toBe(0)
    expect(scene.settled).toBe(true)
  })
})
