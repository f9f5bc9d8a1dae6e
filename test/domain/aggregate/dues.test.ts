// Invariants: a failed duty is due again, each time later up to the longest pause, and it never delays another duty.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Dues, pauseMs } from '../../../src/objects/aggregate/dues.ts'
import { MIGRATIONS } from '../../../src/objects/aggregate/schema.ts'
import { Disk } from '../../world/object-storage.ts'
import { storageOn } from './bench.ts'

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

function duesOn(disk = new Disk()) {
  const storage = storageOn(disk)
  for (const create of MIGRATIONS) create(storage)
  return { dues: new Dues(), storage, disk }
}

describe('the pause after an attempt', () => {
  test('the pause after an attempt grows to about an hour, with any jitter', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), random, random, (attempt, one, other) => {
        const pause = pauseMs(attempt, one)
        expect(pause).toBeGreaterThanOrEqual(8_000)
        expect(pause).toBeLessThanOrEqual(3600_000 * 1.2)
        if (attempt < 9) expect(pauseMs(attempt + 1, other)).toBeGreaterThan(pause)
      }),
    )
  })
})

describe('due times', () => {
  test('the earliest due time stays, and a later time for the same duty does not move it', () => {
    const { dues, storage } = duesOn()
    dues.setBy(storage, 'drain', 1_000)
    dues.setBy(storage, 'drain', 2_000)
    dues.setBy(storage, 'evict', 90_000)
    expect([dues.get('drain').at, dues.earliest()]).toEqual([1_000, 1_000])
    dues.setBy(storage, 'drain', 500)
    expect(dues.earliest()).toBe(500)
    dues.set(storage, 'drain', null)
    expect(dues.earliest()).toBe(90_000)
  })

  test('putting one duty off leaves the due times of the others unchanged', () => {
    const { dues, storage } = duesOn()
    dues.set(storage, 'drain', 1_000)
    dues.set(storage, 'forget', 1_000)
    for (let attempt = 0; attempt < 12; attempt++) dues.again(storage, 'drain', 1_000 + attempt, 0.5)
    expect(dues.get('forget').at).toBe(1_000)
    expect(dues.get('drain').at).toBeGreaterThan(1_000_000)
  })

  test('an attempt before the due time is stored, so that the row is not due before the alarm rings', () => {
    const { dues, storage, disk } = duesOn()
    dues.set(storage, 'drain', 1_000)
    dues.again(storage, 'drain', 500, 0.5)
    expect(disk.run("SELECT at FROM dues WHERE name = 'drain'")).toEqual([{ at: 10_500 }])
  })

  test('the first attempt writes nothing, and later attempts write, even after memory was lost', () => {
    const { dues, storage, disk } = duesOn()
    dues.set(storage, 'drain', 1_000)
    const before = disk.writes
    dues.again(storage, 'drain', 1_010, 0.5)
    expect(disk.writes).toBe(before)
    expect(dues.get('drain')).toMatchObject({ attempt: 1, at: 11_010 })
    const woken = new Dues()
    woken.load(storage)
    expect(woken.dueAt(11_010)).toEqual(['drain'])
    woken.again(storage, 'drain', 11_010, 0.5)
    expect(woken.get('drain')).toMatchObject({ attempt: 2, at: 31_010 })
    expect(disk.writes).toBe(before + 1)
  })

  test('the position that a duty has reached is kept when its due time moves', () => {
    const { dues, storage } = duesOn()
    dues.set(storage, 'drain', null, { epoch: 7, version: 3 })
    dues.setBy(storage, 'drain', 5_000)
    dues.slowDown(storage, 'drain', 6_000)
    const woken = new Dues()
    woken.load(storage)
    expect(woken.get('drain').reached).toEqual({ epoch: 7, version: 3 })
  })
})
