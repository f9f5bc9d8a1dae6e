// Invariant: a key is remembered as long as its operation: for 256 writes with a key, and for at most one day.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Ring, SLOTS } from '../../../src/objects/aggregate/ring.ts'
import { MIGRATIONS } from '../../../src/objects/aggregate/schema.ts'
import { Disk } from '../../world/object-storage.ts'
import { storageOn } from './bench.ts'

const DAY_MS = 24 * 3600_000

function ringOn(disk = new Disk()) {
  const storage = storageOn(disk)
  if (disk.run("SELECT 1 FROM sqlite_master WHERE name = 'ops'").length === 0)
    for (const create of MIGRATIONS) create(storage)
  const ring = new Ring()
  ring.load(storage)
  const store = (version: number, keys: readonly string[] = [], epoch = 1, at = version) => {
    const entries = keys.map((key) => ({ key, hash: `hash of ${key}`, result: version }))
    ring.store(storage, { epoch, version, at, name: 'test', keys: entries }, null)
  }
  return { ring, store, disk, storage }
}

describe('the ring of operations', () => {
  test('the ring keeps the last 256 writes, and forgets a key together with its slot', () => {
    const { ring, store, disk } = ringOn()
    for (let version = 1; version <= SLOTS + 1; version++) store(version, [`key ${version}`])
    expect(ring.find('key 1', 0)).toBeUndefined()
    expect(ring.find('key 2', 0)).toMatchObject({ result: 2 })
    expect(ring.find(`key ${SLOTS + 1}`, 0)).toMatchObject({ result: SLOTS + 1 })
    expect(disk.run('SELECT count(*) AS n FROM ops')).toEqual([{ n: SLOTS }])
    expect(ring.after(1, 0).map(({ version }) => version)).toEqual(Array.from({ length: SLOTS }, (_, i) => i + 2))
  })

  test('the ring remembers a key for exactly one day', () => {
    const { ring, store } = ringOn()
    store(1, ['key'], 1, 1_000)
    expect(ring.find('key', 1_000 + DAY_MS - 1)).toBeDefined()
    expect(ring.find('key', 1_000 + DAY_MS)).toBeUndefined()
  })

  test('a key that was used again is kept when the slot of its first use is taken', () => {
    const { ring, store } = ringOn()
    store(1, ['key'])
    store(2, ['key'])
    for (let version = 3; version <= SLOTS + 1; version++) store(version, [`key ${version}`])
    expect(ring.find('key', 0)).toMatchObject({ result: 2 })
    store(SLOTS + 2, ['last key'])
    expect(ring.find('key', 0)).toBeUndefined()
  })

  test('the ring still knows its keys after the first statement that reads them has failed', () => {
    const { store, storage } = ringOn()
    for (let version = 1; version <= 3; version++) store(version, [`key ${version}`])
    let fails = false
    const sql: typeof storage.sql = (query, ...parameters) => {
      if (fails) throw new Error('the disk is full')
      return storage.sql(query, ...parameters)
    }
    const again = new Ring()
    again.load({ ...storage, sql })
    fails = true
    expect(() => again.find('key 1', 0)).toThrow('the disk is full')
    fails = false
    expect(again.find('key 1', 0)).toMatchObject({ result: 1 })
    expect(again.after(1, 0).map(({ version }) => version)).toEqual([1, 2, 3])
  })

  test('a key is kept however many writes without a key follow, and the history has no gap', () => {
    const { ring, store, disk, storage } = ringOn()
    store(1, ['key'])
    for (let version = 2; version <= 3 * SLOTS; version++) store(version, version % 5 ? [] : [`key ${version}`])
    expect(ring.find('key', 0)).toMatchObject({ result: 1 })
    const last = Array.from({ length: SLOTS }, (_, index) => 2 * SLOTS + index + 1)
    expect(ring.after(1, 0).map(({ version }) => version)).toEqual(last)
    const again = new Ring()
    again.load(storage)
    expect(again.find('key', 0)).toMatchObject({ result: 1 })
    expect(again.after(1, 0)).toEqual(ring.after(1, 0))
    expect(Number(disk.run('SELECT count(*) AS n FROM ops')[0]?.n)).toBeLessThanOrEqual(2 * SLOTS)
  })

  test('the newest write can be undone with a key and without one', () => {
    const { ring, storage } = ringOn()
    const undo = [{ list: 'items', key: 'tea', value: null }]
    const entry = { key: 'key', hash: 'hash', result: null }
    for (const [version, keys] of [
      [1, []],
      [2, [entry]],
      [3, []],
    ] as const) {
      ring.store(storage, { epoch: 1, version, at: 1, name: 'test', keys }, version === 1 ? null : JSON.stringify(undo))
      expect(ring.undoOfNewest(storage)).toEqual(version === 1 ? null : undo)
    }
  })

  test('after a load, the ring knows exactly what it knew before, after any writes', () => {
    const write = fc.record({
      keys: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 3 }),
      newLife: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(write, { maxLength: 40 }), (writes) => {
        const { ring, store, disk, storage } = ringOn()
        let [epoch, version] = [1, 0]
        for (const [at, { keys, newLife }] of writes.entries()) {
          if (newLife) epoch++
          store(++version, [...new Set(keys)], epoch, at)
        }
        const again = new Ring()
        again.load(storage)
        for (const key of ['a', 'b', 'c', 'd']) expect(again.find(key, 0)).toEqual(ring.find(key, 0))
        expect(again.newest).toEqual(ring.newest)
        expect(again.after(epoch, 0)).toEqual(ring.after(epoch, 0))
        disk.close()
      }),
      { numRuns: 50 },
    )
  })
})
