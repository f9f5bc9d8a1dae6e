/**
 * CPU of the worker per request against the platform's floor on the same runtime, in short interleaved windows, each
 * after the drains of the window before. The figures are medians of ratios within a round, which shares its noise.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { canReadCpu, cpuMs, quiet } from '../cpu-clock.ts'
import { atMost, type Figure, type Line, median, shown } from '../figure.ts'
import { openFloor } from '../floor.ts'
import { withFolder } from '../folders.ts'
import { openShop } from '../shop.ts'
import { ASLEEP_MS, floorScenarios, type Scenario, SLEEPERS, shopScenarios } from './cpu-scenarios.ts'

/** The logging of `LOG_LEVEL=info npm start`. */
const LOGGED = { LOG_LEVEL: 'info', LOG_WAIT_MS: '200' }
/** Calls before each window that wake the objects which fell asleep. */
const WAKING = 100

interface Size {
  readonly warmUp: number
  readonly rounds: number
  readonly requests: number
}

export const cpu: Figure = async (bench) => {
  if (!canReadCpu()) return [shown('CPU per request', 'not measured: needs /proc')]
  bench.say('log level info, browser headers, a key with each write, raised limits, 50 carts')
  const whole: Size = { warmUp: 10_000, rounds: 15, requests: 1_000 }
  const short: Size = { warmUp: 4_000, rounds: 7, requests: 700 }
  const lines: Line[] = []
  for (const where of bench.quick ? (['tmpfs'] as const) : (['tmpfs', 'disk'] as const)) {
    const size = bench.quick || where === 'disk' ? short : whole
    const sayWhere = (line: string) => bench.say(`${where}: ${line}`)
    lines.push(...(await withFolder(where, (folder) => measure(folder, where, size, sayWhere))))
  }
  return lines
}

async function measure(folder: string, where: string, size: Size, say: (line: string) => void): Promise<Line[]> {
  const floor = await openFloor(join(folder, 'floor'))
  const shop = await openShop({ dataDir: join(folder, 'shop'), vars: LOGGED })
  // Compares another bundle with the shipped one, for work on the code: its figures are reported, not judged.
  const { BENCH_AGAINST: against } = process.env
  const script = against ? await readFile(against, 'utf8') : null
  const other = script === null ? null : await openShop({ dataDir: join(folder, 'other'), vars: LOGGED, script })
  try {
    const { requests } = size
    const scenarios = [
      ...floorScenarios(floor, requests),
      ...(await shopScenarios('', shop, requests)),
      ...(other ? await shopScenarios(', other', other, requests) : []),
    ]
    const windows = await run(scenarios, size)
    for (const [name, values] of windows) {
      say(`${name.padEnd(24)} ${µs(median(values))} median, ${µs(Math.min(...values))} minimum of ${values.length}`)
    }
    return judge(windows, where, say)
  } finally {
    for (const worker of [floor, shop, other]) await worker?.stop()
  }
}

/** Microseconds per request of each window, by scenario and round. */
async function run(scenarios: readonly Scenario[], size: Size): Promise<ReadonlyMap<string, number[]>> {
  for (const { worker, call, sleeps } of scenarios) {
    await worker.driver.drive(sleeps ? SLEEPERS : size.warmUp, call)
    await quiet(worker.pid())
  }
  let sleptFrom = performance.now()
  const windows = new Map(scenarios.map(({ name }) => [name, [] as number[]]))
  for (let round = 0; round < size.rounds; round++) {
    const order = round % 2 === 0 ? scenarios : scenarios.toReversed()
    for (const { name, worker, requests, writes, sleeps, call } of order) {
      if (sleeps) await wait(Math.max(0, sleptFrom + ASLEEP_MS - performance.now()))
      else await worker.driver.drive(WAKING, call)
      const before = cpuMs(worker.pid())
      await worker.driver.drive(requests, call)
      windows.get(name)?.push(((cpuMs(worker.pid()) - before) * 1000) / requests)
      if (writes) await quiet(worker.pid())
    }
    sleptFrom = performance.now()
  }
  return windows
}

const COMPARED = [
  { over: 'get, cached', under: 'no-op call', limit: 1.25 },
  { over: 'get, newly built', under: 'no-op call', limit: 1.6 },
  { over: 'get, 50 lines', under: 'no-op call', limit: 1.6 },
  { over: 'get after sleep', under: 'no-op call after sleep', limit: 1.5 },
  { over: 'add', under: 'two-row call', limit: 1.5 },
  { over: 'add, 50 lines', under: 'two-row call', limit: 2.2 },
  { over: 'batch of one, 100 lines', under: 'batch of one, 1 line', limit: 2 },
  { over: 'product', under: 'Hono route', limit: 1.1 },
] as const

function judge(windows: ReadonlyMap<string, number[]>, where: string, say: (line: string) => void): Line[] {
  const values = (name: string) => windows.get(name) ?? []
  return COMPARED.map(({ over, under, limit }) => {
    const ratios = (name: string) => values(name).map((value, round) => value / (values(under)[round] ?? Number.NaN))
    const least = Math.min(...values(over)) / Math.min(...values(under))
    say(`${over} / ${under}: ${times(median(ratios(over)))} median of rounds, ${times(least)} of the fastest windows`)
    const other = `${over}, other`
    if (windows.has(other)) say(`  ${other} / ${under}: ${times(median(ratios(other)))}`)
    return atMost(`CPU of ${over} / ${under} (${where})`, median(ratios(over)), limit, times)
  })
}

function µs(value: number): string {
  return `${Math.round(value)} µs`
}

function times(value: number): string {
  return `${value.toFixed(2)}×`
}
