// Invariants: memory and table are equal after every store, and memory is as before after every rollback.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Change, storedBytes } from '../../../src/domain/rows.ts'
import { RowSet } from '../../../src/objects/aggregate/row-set.ts'
import { MIGRATIONS } from '../../../src/objects/aggregate/schema.ts'
import { Disk } from '../../world/object-storage.ts'
import { storageOn } from './bench.ts'

const change: fc.Arbitrary<Change> = fc.record({
  list: fc.constantFrom('items', 'removed'),
  key: fc.constantFrom('a', 'b', 'c'),
  value: fc.oneof(fc.constant(null), fc.record({ n: fc.integer(), text: fc.string({ maxLength: 8 }) })),
})
const changes = fc.array(change, { maxLength: 12 })

function open() {
  const disk = new Disk()
  const storage = storageOn(disk)
  for (const create of MIGRATIONS) create(storage)
  return { rows: new RowSet(), storage, disk }
}

/** Lists that have rows, sorted, so that two states can be compared. */
function contents(rows: RowSet) {
  const lists = Object.entries(rows.lists()).filter(([, list]) => Object.keys(list).length > 0)
  return Object.fromEntries(lists)
}

function bytesOf(rows: RowSet): number {
  const values = Object.values(rows.lists()).flatMap((list) => Object.values(list))
  return values.reduce((sum: number, value) => sum + storedBytes(value), 0)
}

describe('the rows of an aggregate', () => {
  test('a rollback restores the rows and their number', () => {
    fc.assert(
      fc.property(changes, changes, (stored, undone) => {
        const { rows, storage, disk } = open()
        rows.apply(stored)
        rows.store(storage)
        const [before, length] = [contents(rows), rows.length]
        rows.apply(undone)
        rows.rollback()
        expect(contents(rows)).toEqual(before)
        expect(rows.length).toBe(length)
        expect(rows.length).toBe(bytesOf(rows))
        disk.close()
      }),
      { numRuns: 60 },
    )
  })

  test('a store writes each changed row once, and a load finds all rows', () => {
    fc.assert(
      fc.property(changes, (applied) => {
        const { rows, storage, disk } = open()
        rows.apply(applied)
        const before = disk.writes
        rows.store(storage)
        expect(disk.writes - before).toBe(new Set(applied.map(({ list, key }) => `${list} ${key}`)).size)
        const loaded = new RowSet()
        loaded.load(storage)
        expect(contents(loaded)).toEqual(contents(rows))
        expect(loaded.length).toBe(rows.length)
        disk.close()
      }),
      { numRuns: 60 },
    )
  })

  test('the inverse of a change undoes it', () => {
    fc.assert(
      fc.property(changes, changes, (stored, undone) => {
        const { rows, storage, disk } = open()
        rows.apply(stored)
        rows.store(storage)
        const before = contents(rows)
        rows.apply(undone)
        const inverse = rows.inverse()
        rows.store(storage)
        rows.apply(inverse)
        rows.store(storage)
        expect(contents(rows)).toEqual(before)
        disk.close()
      }),
      { numRuns: 60 },
    )
  })
})
