// A stock object with many sales. Invariant: its loads, its memory and the cost of a hold do not grow with them.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../../src/domain/copy.ts'
import { SETTLED_MS, type Settled, settledOf } from '../../../src/domain/stock/stock.ts'
import { ColdRows, FORGOTTEN_AT_ONCE } from '../../../src/objects/aggregate/cold-rows.ts'
import { MIGRATIONS } from '../../../src/objects/aggregate/schema.ts'
import { Disk } from '../../world/object-storage.ts'
import { asFirstVersion, storageOn } from '../aggregate/bench.ts'
import { edit, openStock, type StockBench, sell } from './bench.ts'
import { oldSettled, settledOrders } from './sold.ts'

const DAY_MS = 24 * 3600_000

/** Runs the alarms of the next minute. */
async function alarms(bench: StockBench): Promise<number> {
  const end = bench.now + 60_000
  let count = 0
  for (; bench.disk.alarm !== null && bench.disk.alarm <= end; count++) {
    bench.now = Math.max(bench.now, bench.disk.alarm)
    bench.disk.alarm = null
    await bench.stock.aggregate.alarm()
  }
  return count
}

function settledRows(disk: Disk): number {
  return Number(disk.run("SELECT count(*) AS n FROM rows WHERE list >= 'settled' AND list < 'settlee'")[0]?.n)
}

describe('a stock object that has sold a lot', () => {
  test('a waking stock object loads no settled order and no user’s count, and finds each by its id', async () => {
    const first = await openStock()
    await edit(first, { onHand: 10 })
    await sell(first, 'ord_a')
    await first.stock.hold({
      orderId: 'ord_b',
      quantity: 1,
      until: first.now,
      use: { user: 'usr_lin', limit: 9, perUser: 1 },
    })
    const again = await openStock({ disk: first.disk })
    expect(() => again.stock.aggregate.rows.size('settled')).toThrow(/only read by key/)
    expect(() => again.stock.aggregate.rows.size('users')).toThrow(/only read by key/)
    expect(settledOf(again.stock.aggregate.rows, 'ord_a')).toMatchObject({ state: 'sold', quantity: 1 })
    const use = { user: 'usr_lin', limit: 9, perUser: 1 }
    expect(await again.stock.hold({ orderId: 'ord_c', quantity: 1, until: again.now, use })).toEqual({
      status: 'used_up',
    })
  })

  test('a stock object reads few rows at wake after a million sales, and forgets them in batches', async () => {
    const bench = await openStock()
    await edit(bench, { onHand: 2_000_000 })
    settledOrders(bench.disk, 1_000_000, bench.now)
    let read = 0
    const onStatement = (_query: string, rows: number) => {
      read += rows
    }
    const woken = await openStock({ disk: bench.disk, onStatement })
    expect(read).toBeLessThan(20)
    await sell(woken, 'ord_new')
    expect(read).toBeLessThan(30)
    woken.now += SETTLED_MS + 31 * DAY_MS
    await woken.stock.aggregate.alarm()
    expect(settledRows(woken.disk)).toBe(1_000_001 - FORGOTTEN_AT_ONCE)
    expect(read).toBeLessThan(50)
  }, 60_000)

  test('settled orders are forgotten in batches, after at least 90 days, with one alarm per batch', async () => {
    const bench = await openStock()
    await edit(bench, { onHand: 1_000_000 })
    settledOrders(bench.disk, 5_000, bench.now)
    const woken = await openStock({ disk: bench.disk, now: bench.now + SETTLED_MS - 1 })
    await alarms(woken)
    expect(settledRows(woken.disk)).toBe(5_000)
    woken.now += 31 * DAY_MS
    const { position } = woken.stock.aggregate
    const rung = await alarms(woken)
    expect(settledRows(woken.disk)).toBe(0)
    expect(rung).toBeLessThan(5_000 / FORGOTTEN_AT_ONCE + 5)
    expect(woken.stock.aggregate.position).toEqual(position)
  })

  test('an order that is settled again is kept from that time on', async () => {
    const bench = await openStock()
    await edit(bench, { onHand: 10 })
    await sell(bench, 'ord_a')
    bench.now += SETTLED_MS - DAY_MS
    await bench.stock.restock('ord_a')
    expect(settledRows(bench.disk)).toBe(1)
    bench.now += SETTLED_MS - DAY_MS
    await alarms(bench)
    expect(settledOf(bench.stock.aggregate.rows, 'ord_a')).toMatchObject({ state: 'restocked' })
  })

  test('settled orders of the first version are readable at once, and are moved into periods in batches', async () => {
    const bench = await openStock()
    await edit(bench, { onHand: 10 })
    asFirstVersion(bench.disk)
    oldSettled(bench.disk, 3 * FORGOTTEN_AT_ONCE, bench.now)
    const newer = await openStock({ disk: bench.disk, now: bench.now })
    expect(settledOf(newer.stock.aggregate.rows, 'ord_7')).toMatchObject({ state: 'sold' })
    const before = newer.disk.writes
    newer.disk.alarm = null
    newer.now += 3_000
    await newer.stock.aggregate.alarm()
    expect(newer.disk.writes - before).toBeLessThan(2 * FORGOTTEN_AT_ONCE + 20)
    for (let run = 0; run < 4; run++) {
      newer.now += 3_000
      await newer.stock.aggregate.alarm()
    }
    expect(newer.disk.run("SELECT 1 FROM rows WHERE list = 'settled'")).toEqual([])
    expect(settledRows(newer.disk)).toBe(3 * FORGOTTEN_AT_ONCE)
    expect(settledOf(newer.stock.aggregate.rows, 'ord_7')).toMatchObject({ state: 'sold' })
    newer.now += SETTLED_MS + 31 * DAY_MS
    await alarms(newer)
    expect(settledRows(newer.disk)).toBe(0)
  })

  test('a failed transaction leaves no unstored cold row in memory', async () => {
    const bench = await openStock()
    await edit(bench, { onHand: 10 })
    await bench.stock.hold({ orderId: 'ord_a', quantity: 1, until: bench.now })
    bench.disk.run("CREATE TRIGGER full BEFORE INSERT ON ops BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    await expect(bench.stock.commit('ord_a', 1)).rejects.toThrow(/disk full/)
    bench.disk.run('DROP TRIGGER full')
    expect(settledOf(bench.stock.aggregate.rows, 'ord_a')).toBeUndefined()
    expect(settledRows(bench.disk)).toBe(0)
    await bench.stock.commit('ord_a', 1)
    expect(settledOf(bench.stock.aggregate.rows, 'ord_a')).toMatchObject({ state: 'sold' })
  })

  test('a stock with 20,000 settled orders holds, sells and wakes in as many rows as one with ten', async () => {
    const cost = async (count: number) => {
      const bench = await openStock()
      await edit(bench, { onHand: 1_000_000 })
      settledOrders(bench.disk, count, bench.now)
      const statements: string[] = []
      const woken = await openStock({ disk: bench.disk, onStatement: (query) => void statements.push(query) })
      await sell(woken, 'ord_new')
      return { statements, disk: woken.disk }
    }
    const [few, many] = [await cost(10), await cost(20_000)]
    expect(many.statements).toEqual(few.statements)
    for (const query of new Set(many.statements.filter((each) => /rows/.test(each)))) {
      const parameters = Array.from(query.matchAll(/\?/g), () => 'x')
      const plan = many.disk.run(`EXPLAIN QUERY PLAN ${query}`, ...parameters).map(({ detail }) => String(detail))
      expect(
        plan.filter((detail) => /SCAN rows/.test(detail)),
        query,
      ).toEqual([])
    }
  })
})

test('cold rows behave like a map, after any puts, stores, drops, lapses and loads', () => {
  const KEYS = ['a', 'b', 'c'] as const
  const step = fc.record({
    key: fc.constantFrom(...KEYS),
    daysAhead: fc.option(fc.integer({ min: 0, max: 100 })),
    next: fc.constantFrom('store', 'drop', 'forget', 'load'),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const disk = new Disk()
      const storage = storageOn(disk)
      for (const create of MIGRATIONS) create(storage)
      const lists = { marks: (value: Json) => (value as Settled).at }
      let cold = new ColdRows(storage, lists)
      const known = new Map<string, number>()
      let now = 0
      for (const { key, daysAhead, next } of steps) {
        now += 5 * DAY_MS
        const at = daysAhead === null ? null : now + daysAhead * DAY_MS
        cold.put({ list: 'marks', key, value: at === null ? null : { at } })
        expect(cold.get('marks', key)).toEqual(at === null ? undefined : { at })
        if (next === 'drop') cold.drop()
        else {
          cold.store()
          if (at === null) known.delete(key)
          else known.set(key, at)
        }
        if (next === 'forget') cold.forget(now)
        if (next === 'load') {
          cold = new ColdRows(storage, lists)
          cold.load(disk.run('SELECT DISTINCT list FROM rows').map(({ list }) => String(list)))
        }
        for (const each of KEYS) {
          const until = known.get(each)
          const found = cold.get('marks', each)
          if (until === undefined) expect(found).toBeUndefined()
          else if (until > now) expect(found).toEqual({ at: until })
          else if (found !== undefined) expect(found).toEqual({ at: until })
        }
        expect(Number(disk.run('SELECT count(*) AS n FROM rows')[0]?.n)).toBeLessThanOrEqual(known.size)
      }
      disk.close()
    }),
    { numRuns: 100 },
  )
})
