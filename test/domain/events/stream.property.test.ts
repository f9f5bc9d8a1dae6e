// Reading the stream over its shards. Invariant: a reader who goes on with the cursor of each page gets every event
// once, those of a shard in their order, however the shards grow between two pages.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Cursor,
  cursorFrom,
  cursorText,
  hasGap,
  mergePages,
  SHARDS,
  type StoredEvent,
  shardOf,
} from '../../../src/domain/events/stream.ts'

interface Step {
  /** The shard that grows, or null for a reader who reads a page. */
  readonly shard: number | null
  readonly limit: number
  readonly laterMs: number
}

const step: fc.Arbitrary<Step> = fc.record({
  shard: fc.option(fc.nat(SHARDS - 1), { freq: 3 }),
  limit: fc.integer({ min: 1, max: 4 }),
  // A shard's clock may go back; its times of acceptance do not.
  laterMs: fc.integer({ min: -3, max: 5 }),
})

class Shards {
  readonly all: StoredEvent[][] = Array.from({ length: SHARDS }, () => [])
  #now = 1_000

  grow(shard: number, laterMs: number): void {
    this.#now += laterMs
    const events = this.all[shard] as StoredEvent[]
    const storedAt = Math.max(events.at(-1)?.storedAt ?? 0, this.#now)
    const id = `evt_${shard}_${events.length}`
    const event = { id, type: 'x', version: 1 as const, subject: `order:${shard}`, at: 0, data: {} }
    events.push({ position: events.length + 1, storedAt, event })
  }

  pages(after: Cursor, limit: number) {
    return this.all.map((events, shard) => {
      const from = after[shard] ?? 0
      return { items: events.slice(from, from + limit + 1), oldest: 1 }
    })
  }
}

describe('a reader of the stream', () => {
  test('a reader gets every event once and in the order of its shard, while shards grow between pages', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const shards = new Shards()
        const read: string[] = []
        let text: string | null = null
        const page = (limit: number) => {
          const after = text === null ? [] : (cursorFrom(text) ?? [])
          const merged = mergePages(shards.pages(after, limit), after, limit)
          expect(merged.items.length).toBeLessThanOrEqual(limit)
          read.push(...merged.items.map(({ id }) => id))
          text = cursorText(merged.cursor)
          return merged.hasMore
        }
        for (const { shard, limit, laterMs } of steps) {
          if (shard === null) page(limit)
          else shards.grow(shard, laterMs)
        }
        while (page(2));
        for (const [shard, events] of shards.all.entries()) {
          const its = read.filter((id) => id.startsWith(`evt_${shard}_`))
          expect(its).toEqual(events.map(({ event }) => event.id))
        }
        expect(read).toHaveLength(shards.all.flat().length)
      }),
      { numRuns: 500 },
    )
  })

  test('events come by their time of acceptance, across shards', () => {
    const shards = new Shards()
    for (const shard of [2, 0, 2, 1, 3, 0]) shards.grow(shard, 1)
    const { items, hasMore } = mergePages(shards.pages([], 10), [], 10)
    expect(items.map(({ id }) => id)).toEqual(['evt_2_0', 'evt_0_0', 'evt_2_1', 'evt_1_0', 'evt_3_0', 'evt_0_1'])
    expect(hasMore).toBe(false)
  })

  test('a cursor is expired if events after it were deleted', () => {
    const page = { items: [], oldest: 5 }
    expect(hasGap([page], [4])).toBe(false)
    expect(hasGap([page], [3])).toBe(true)
    // The shard had no event when the cursor was made.
    expect(hasGap([page], [])).toBe(true)
  })

  test.each(['', 's', 's1..2', 's-1', 's1e3', '1.2', 's1.2 ', `s${'9'.repeat(16)}`, `s${Array(70).fill(1).join('.')}`])(
    'the text %j is not a cursor',
    (text) => expect(cursorFrom(text)).toBeNull(),
  )
})

test('subjects spread over all shards, and a subject stays in its shard', () => {
  const counts = Array(SHARDS).fill(0)
  for (let at = 0; at < 4_000; at++) counts[shardOf(`order:ord_${at}`)]++
  for (const count of counts) expect(count).toBeGreaterThan(800)
  expect(shardOf('order:ord_1')).toBe(shardOf('order:ord_1'))
})
