/**
 * The cost of a stock object after a million sales: CPU and memory of a wake-up, a hold, a batch of deletions of lapsed
 * rows. In plain Node over node:sqlite, as growth.ts; memory is JavaScript's, which an isolate's limit counts.
 */

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Registry } from '../../src/domain/metrics/registry.ts'
import { SETTLED_MS } from '../../src/domain/stock/stock.ts'
import { Stock, type StockPorts } from '../../src/objects/stock/stock.ts'
import { settledOrders } from '../../test/domain/stock/sold.ts'
import { Disk, storageOf } from '../../test/world/object-storage.ts'
import { atMost, type Figure, median, shown } from '../figure.ts'

const DAY_MS = 24 * 3600_000
const ROUNDS = 9
const HOLDS_PER_ROUND = 100
/** Medians of microseconds vary by this much; growth with the number of sales would be far above. */
const GROWTH = 1.25

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

export const sold: Figure = async ({ quick, say }) => {
  const many = quick ? 100_000 : 1_000_000
  // The first object warms up and is discarded.
  ;(await opened(10)).close()
  const [few, all] = [await opened(10), await opened(many)]
  try {
    const rounds: { readonly few: number; readonly all: number }[] = []
    // The sizes alternate, because other work on the machine slows both down.
    for (let round = 0; round <= ROUNDS; round++) {
      const first = round % 2 === 0
      const before = first ? await few.holds() : 0
      const its = await all.holds()
      rounds.push({ few: first ? before : await few.holds(), all: its })
    }
    const warm = rounds.slice(1)
    const ratio = median(warm.map((round) => round.all / round.few))
    say(`settled orders on disk: 10 / ${many}`)
    say(`wake-up: ${ms(few.wakeMs)} and ${mb(few.wakeMb)} / ${ms(all.wakeMs)} and ${mb(all.wakeMb)}`)
    const medians = [median(warm.map((round) => round.few)), median(warm.map((round) => round.all))]
    say(
      `hold, median of ${ROUNDS} rounds of ${HOLDS_PER_ROUND}: ${medians.map((each) => each.toFixed(1)).join(' / ')} µs`,
    )
    return [
      atMost(`CPU of a wake-up after ${many} sales`, all.wakeMs, 50, ms),
      atMost('… its memory', all.wakeMb, 16, mb),
      {
        figure: `time of a hold, ${many} sales / 10, median of ${ROUNDS} interleaved rounds`,
        measured: `${ratio.toFixed(2)}×`,
        budget: 'does not grow',
        ok: ratio <= GROWTH,
      },
      shown('CPU of a batch that deletes 500 settled orders', ms(await all.forget())),
    ]
  } finally {
    few.close()
    all.close()
  }
}

/** Wakes an object with this number of settled orders on its disk. */
async function opened(count: number) {
  const disk = new Disk()
  const clock = { now: Date.now() }
  const first = open(disk, clock)
  await first.aggregate.wake()
  await first.edit({ change: { onHand: 1_000_000 }, requestId: 'bench', key: null, ifVersion: null })
  settledOrders(disk, count, clock.now)
  collect()
  const before = process.memoryUsage().heapUsed
  const startedAt = process.cpuUsage()
  const stock = open(disk, clock)
  await stock.aggregate.wake()
  const wakeMs = cpuMs(startedAt)
  collect()
  const wakeMb = Math.max(0, process.memoryUsage().heapUsed - before) / 2 ** 20
  let held = 0
  return {
    wakeMs,
    wakeMb,
    /** @returns the median of a round, in microseconds */
    async holds(): Promise<number> {
      const times: number[] = []
      for (let left = HOLDS_PER_ROUND; left > 0; left--) {
        const from = performance.now()
        await stock.hold({ orderId: `ord_new_${held++}`, quantity: 1, until: clock.now + 365 * DAY_MS })
        times.push((performance.now() - from) * 1000)
      }
      return median(times)
    },
    /** @returns CPU time in milliseconds */
    async forget(): Promise<number> {
      await stock.aggregate.alarm()
      clock.now += SETTLED_MS + 31 * DAY_MS
      const forgetting = process.cpuUsage()
      await stock.aggregate.alarm()
      return cpuMs(forgetting)
    },
    close: () => disk.close(),
  }
}

function open(disk: Disk, clock: { now: number }): Stock {
  const ports: StockPorts = {
    now: () => clock.now,
    random: () => 0.5,
    send: async () => {},
    metrics: new Registry(),
    copyFromL2: async () => null,
    copyFromRecord: async () => null,
    deadline: (promise) => promise,
    log: () => {},
    outside: async () => 0,
    events: { accept: async () => {} },
    lowUnits: 5,
    order: () => ({ goodsOf: async () => ({ goods: 'none' as const }) }),
  }
  const storage = storageOf(disk, {
    isAlive: () => true,
    alarmSet() {},
    beforeStatement() {},
    afterCommit() {},
    aborted() {},
  })
  return new Stock('sku-0', storage, ports)
}

function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1000
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`
}

function mb(value: number): string {
  return `${value.toFixed(1)} MB`
}
