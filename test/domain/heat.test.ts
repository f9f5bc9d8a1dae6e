/**
 * Heat: windows, sums, and the gathering of events. Invariant: an event is in exactly one batch, a batch never changes
 * once it was sent, and each noted event is counted exactly once, even if the queue refuses messages.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type HeatMessage, heatMessageOf, heatMessageSchema } from '../../src/contract/heat-message.ts'
import {
  DAY_MS,
  dayOf,
  type HeatKind,
  isCounted,
  MAX_SKUS,
  pointsOf,
  sumOf,
  Tally,
  weightsOf,
} from '../../src/domain/heat.ts'
import { GATHER_MS, MAX_HELD } from '../../src/worker/heat/gatherer.ts'
import { chanceOf } from '../support/chance.ts'
import { HeatWorld } from '../support/heat-queue.ts'

const NOON = Date.UTC(2026, 10, 24, 12)
const TODAY = dayOf(NOON)
const SECOND = 1_000
const sku = (n: number) => `sku-${n}`

/** The counts of all messages, each batch once, as a consumer counts them. */
function countsIn(messages: readonly HeatMessage[]): Record<string, number[]> {
  const once = new Map(messages.map((message) => [message.id, message]))
  return Object.fromEntries(
    sumOf([...once.values()]).map(({ day, views, adds, purchases, ...sum }) => [
      `${day} ${sum.sku}`,
      [views, adds, purchases],
    ]),
  )
}

describe('a window', () => {
  it('the window of a day covers today and the rest of the last 24 hours from yesterday', () => {
    expect(weightsOf('day', NOON)).toEqual([
      { day: TODAY, weight: 1 },
      { day: TODAY - 1, weight: 0.5 },
    ])
    expect(weightsOf('day', TODAY * DAY_MS)[1]).toEqual({ day: TODAY - 1, weight: 1 })
  })

  it('the window of a week covers seven days of rising weights, which stay the same all day', () => {
    const week = weightsOf('week', NOON)
    expect(week.map(({ day }) => TODAY - day)).toEqual([0, 1, 2, 3, 4, 5, 6])
    const worth = week.map(({ weight }) => weight)
    expect(worth).toEqual(worth.toSorted((a, b) => b - a))
    expect(worth.every((weight) => weight > 0.1 && weight <= 1)).toBe(true)
    expect(weightsOf('week', NOON + DAY_MS / 2 - 1)).toEqual(week)
  })

  it('the weight of a day never rises as time goes by', () => {
    fc.assert(
      fc.property(fc.constantFrom('day', 'week'), fc.nat(3 * DAY_MS), fc.nat(3 * DAY_MS), (window, from, pause) => {
        const [before, after] = [weightsOf(window, NOON + from), weightsOf(window, NOON + from + pause)]
        const worthOf = (day: number, weights: typeof before) => weights.find((each) => each.day === day)?.weight ?? 0
        return before.every(({ day, weight }) => worthOf(day, after) <= weight)
      }),
    )
  })
})

it('an add is worth more points than a view, and a purchase the most', () => {
  const one = { views: 0, adds: 0, purchases: 0 }
  expect(
    [
      { ...one, views: 1 },
      { ...one, adds: 1 },
      { ...one, purchases: 1 },
    ].map(pointsOf),
  ).toEqual([1, 5, 20])
})

describe('a batch', () => {
  it('a batch is counted on its day and the seven after it, and one day ahead for clocks that are fast', () => {
    const days = [-2, -1, 0, 7, 8].map((late) => isCounted(TODAY - late, NOON))
    expect(days).toEqual([false, true, true, true, false])
  })

  it('a batch takes 500 SKUs of one day, with any number of events', () => {
    const tally = new Tally(NOON)
    for (let n = 0; n < MAX_SKUS; n++) tally.add('view', sku(n))
    expect(tally.takes(sku(0), TODAY)).toBe(true)
    expect([tally.takes('another', TODAY), tally.takes(sku(0), TODAY + 1)]).toEqual([false, false])
  })

  it('the largest batch fits its message, and is decoded unchanged, for any SKUs', () => {
    const counts = Array.from({ length: MAX_SKUS }, (_, n) => ({
      sku: `constructor.${n}`.padEnd(64, 'x'),
      views: Number.MAX_SAFE_INTEGER,
      adds: Number.MAX_SAFE_INTEGER,
      purchases: Number.MAX_SAFE_INTEGER,
    }))
    const text = JSON.stringify(heatMessageOf({ id: crypto.randomUUID(), day: TODAY, counts }))
    expect(text.length).toBeLessThan(96 * 1024)
    expect(heatMessageSchema.parse(JSON.parse(text)).counts).toEqual(counts)
  })
})

describe('ordinary events', () => {
  it('ordinary events are gathered and sent as one message', async () => {
    const world = new HeatWorld(NOON)
    const isolate = world.isolate()
    for (let n = 0; n < 10; n++) isolate.note('view', sku(n % 3))
    isolate.note('add', sku(0))
    await world.pass(GATHER_MS - 1)
    expect(world.sent).toEqual([])
    await world.pass(1)
    expect(world.sent).toHaveLength(1)
    expect(countsIn(world.sent)).toEqual({
      [`${TODAY} sku-0`]: [4, 1, 0],
      [`${TODAY} sku-1`]: [3, 0, 0],
      [`${TODAY} sku-2`]: [3, 0, 0],
    })
  })

  it('ordinary events are sent at once when a message cannot hold more SKUs', async () => {
    const world = new HeatWorld(NOON)
    const isolate = world.isolate()
    for (let n = 0; n <= MAX_SKUS; n++) isolate.note('view', sku(n))
    await world.pass(0)
    expect(world.sent.map(({ counts }) => counts.length)).toEqual([MAX_SKUS])
    await world.pass(GATHER_MS)
    expect(world.sent.map(({ counts }) => counts.length)).toEqual([MAX_SKUS, 1])
  })

  it('events of two days are in two batches', async () => {
    const world = new HeatWorld((TODAY + 1) * DAY_MS - SECOND)
    const isolate = world.isolate()
    isolate.note('view', 'tea')
    world.now += 2 * SECOND
    isolate.note('view', 'tea')
    await world.pass(GATHER_MS)
    expect(countsIn(world.sent)).toEqual({ [`${TODAY} tea`]: [1, 0, 0], [`${TODAY + 1} tea`]: [1, 0, 0] })
  })

  it('a later request sends the events of a request that has ended', async () => {
    const world = new HeatWorld(NOON)
    const isolate = world.isolate()
    isolate.note('view', 'tea')
    // No timer rings, because the platform has ended the request.
    world.now += 3 * GATHER_MS
    isolate.note('view', 'cup')
    await world.pass(0)
    expect(countsIn(world.sent)).toEqual({ [`${TODAY} cup`]: [1, 0, 0], [`${TODAY} tea`]: [1, 0, 0] })
  })
})

describe('a purchase', () => {
  it('a purchase is sent at once, together with the gathered events', async () => {
    const world = new HeatWorld(NOON)
    const isolate = world.isolate()
    isolate.note('view', 'tea')
    isolate.note('purchase', 'tea', 'cup')
    await world.pass(0)
    expect(world.sent).toHaveLength(1)
    expect(countsIn(world.sent)).toEqual({ [`${TODAY} cup`]: [0, 0, 1], [`${TODAY} tea`]: [1, 0, 1] })
  })
})

describe('a queue that refuses', () => {
  it('a refused batch is sent again under the same id, and later events go into another batch', async () => {
    const world = new HeatWorld(NOON)
    world.faults = { refused: 0, unanswered: 1, random: () => 0 }
    const isolate = world.isolate()
    isolate.note('view', 'tea')
    await world.pass(GATHER_MS)
    isolate.note('view', 'tea')
    await world.pass(GATHER_MS)
    world.faults = { ...world.faults, unanswered: 0 }
    await world.pass(10 * SECOND)
    const ids = new Set(world.sent.map(({ id }) => id))
    expect(world.sent.length).toBeGreaterThan(2)
    expect(ids.size).toBe(2)
    for (const message of world.sent) expect(message.counts).toEqual([{ sku: 'tea', views: 1, adds: 0, purchases: 0 }])
  })

  it('a queue that keeps refusing is retried rarely, and gets all events once it accepts again', async () => {
    const world = new HeatWorld(NOON)
    world.faults = { refused: 1, unanswered: 0, random: () => 0 }
    const isolate = world.isolate()
    for (let second = 0; second < 600; second++) {
      isolate.note('view', sku(second))
      await world.pass(SECOND)
    }
    expect(world.sends).toBeLessThan(30)
    world.faults = { ...world.faults, refused: 0 }
    await world.pass(60 * SECOND)
    isolate.note('view', 'last')
    await world.pass(GATHER_MS)
    expect(Object.keys(countsIn(world.sent))).toHaveLength(601)
  })

  it('a long refusal costs bounded memory: the first batches are kept, and the latest events dropped', async () => {
    const world = new HeatWorld(NOON)
    world.faults = { refused: 1, unanswered: 0, random: () => 0 }
    const isolate = world.isolate()
    for (let n = 0; n < (MAX_HELD + 3) * MAX_SKUS; n++) isolate.note('view', sku(n))
    world.faults = { ...world.faults, refused: 0 }
    await world.pass(60 * SECOND)
    isolate.note('view', sku(0))
    await world.pass(GATHER_MS)
    const counts = countsIn(world.sent)
    expect(Object.keys(counts)).toHaveLength((MAX_HELD + 1) * MAX_SKUS)
    expect(Object.values(counts).reduce((sum, [views = 0]) => sum + views, 0)).toBe((MAX_HELD + 1) * MAX_SKUS + 1)
  })
})

describe('noted events', () => {
  const events = fc.array(
    fc.record({
      kind: fc.constantFrom<HeatKind>('view', 'view', 'view', 'add', 'purchase'),
      sku: fc.nat(30).map(sku),
      pauseMs: fc.oneof(fc.constant(0), fc.nat(2_000), fc.nat(30_000)),
    }),
    { maxLength: 200 },
  )

  it('each noted event arrives exactly once, whether a send fails before or after it took effect', async () => {
    await fc.assert(
      fc.asyncProperty(events, fc.nat(), async (noted, seed) => {
        const world = new HeatWorld(NOON)
        world.faults = { refused: 0.2, unanswered: 0.2, random: chanceOf(seed) }
        const isolates = [world.isolate(), world.isolate()]
        const expected: Record<string, number[]> = {}
        for (const [at, { kind, sku, pauseMs }] of noted.entries()) {
          const key = `${dayOf(world.now)} ${sku}`
          const kinds: readonly HeatKind[] = ['view', 'add', 'purchase']
          expected[key] = kinds.map((each, column) => (expected[key]?.[column] ?? 0) + (each === kind ? 1 : 0))
          isolates[at % 2]?.note(kind, sku)
          await world.pass(pauseMs)
        }
        world.faults = { ...world.faults, refused: 0, unanswered: 0 }
        // The last requests send the events that are still held.
        await world.pass(120 * SECOND)
        for (const isolate of isolates) isolate.note('view', 'last')
        await world.pass(GATHER_MS)
        const { [`${dayOf(world.now)} last`]: _, ...counted } = countsIn(world.sent)
        expect(counted).toEqual(expected)
      }),
      { numRuns: 50 },
    )
  })
})
