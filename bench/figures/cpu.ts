/**
 * CPU of the worker per request against the platform's floor on the same runtime: short windows, interleaved, each
 * after the drains of the one before. What is compared is medians over the rounds' ratios: a round shares its noise.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { canReadCpu, cpuMs, quiet } from '../cpu-clock.ts'
import type { Call, Driver } from '../driver.ts'
import { atMost, type Figure, type Line, median, shown } from '../figure.ts'
import { openFloor } from '../floor.ts'
import { withFolder } from '../folders.ts'
import { add, type Guest, openShop, type Shop } from '../shop.ts'

/** A cart takes 999 units a line: warm-up and windows together stay below it for each guest. */
const GUESTS = 50

interface Scenario {
  readonly name: string
  readonly worker: { readonly driver: Driver; pid(): number }
  readonly requests: number
  /** Whether drains follow. */
  readonly writes: boolean
  call(index: number): Call
}

interface Size {
  readonly warmUp: number
  readonly rounds: number
  readonly requests: number
}

export const cpu: Figure = async (bench) => {
  if (!canReadCpu()) return [shown('CPU per request', 'not measured: it is read from /proc')]
  bench.say('log level warn where no other is named; limits scaled out of the way; 50 carts of one line')
  const whole: Size = { warmUp: 10_000, rounds: 15, requests: 1_000 }
  const short: Size = { warmUp: 4_000, rounds: 7, requests: 700 }
  const lines: Line[] = []
  for (const where of bench.quick ? (['tmpfs'] as const) : (['tmpfs', 'disk'] as const)) {
    const size = bench.quick || where === 'disk' ? short : whole
    const told = (line: string) => bench.say(`${where}: ${line}`)
    lines.push(...(await withFolder(where, (folder) => measure(folder, where, size, told))))
  }
  return lines
}

async function measure(folder: string, where: string, size: Size, say: (line: string) => void): Promise<Line[]> {
  const floor = await openFloor(join(folder, 'floor'))
  const shop = await openShop({ dataDir: join(folder, 'shop') })
  const logging = await openShop({ dataDir: join(folder, 'logging'), vars: { LOG_LEVEL: 'info' } })
  // Another bundle beside the shipped one, for work on the code: its figures are told, not judged.
  const { BENCH_AGAINST: against } = process.env
  const script = against ? await readFile(against, 'utf8') : null
  const other = script === null ? null : await openShop({ dataDir: join(folder, 'other'), script })
  try {
    const { requests } = size
    const floors = { worker: floor, requests, writes: false }
    const scenarios: Scenario[] = [
      { name: 'no-op call', ...floors, call: (index) => get(`/noop/${index % GUESTS}`) },
      ...(await shopScenarios('', shop, requests)),
      { name: 'two-row call', ...floors, call: (index) => ({ ...get(`/two/${index % GUESTS}`), ...LINE }) },
      { name: 'Hono route', ...floors, call: () => get('/hono/products/sku-0') },
      ...(await shopScenarios(', log level info', logging, requests)).filter(({ name }) => name.startsWith('get,')),
      ...(other ? await shopScenarios(', other', other, requests) : []),
    ]
    const windows = await run(scenarios, size)
    for (const [name, values] of windows) {
      say(`${name.padEnd(24)} ${µs(median(values))} median, ${µs(Math.min(...values))} least of ${values.length}`)
    }
    return judge(windows, where, say)
  } finally {
    for (const worker of [floor, shop, logging, other]) await worker?.stop()
  }
}

const LINE = { method: 'POST', body: { sku: 'sku-0', quantity: 1 } } as const

function get(path: string): Call {
  return { method: 'GET', path }
}

async function shopScenarios(suffix: string, shop: Shop, requests: number): Promise<Scenario[]> {
  const guests = await shop.guests(GUESTS)
  const guest = (index: number) => guests[index % GUESTS] as Guest
  await shop.driver.drive(GUESTS, (index) => add(guest(index), 'sku-0'))
  const common = { worker: shop, requests }
  return [
    {
      name: `get${suffix}`,
      ...common,
      writes: false,
      call: (index) => ({ ...get('/v1/cart'), token: guest(index).token }),
    },
    { name: `add${suffix}`, ...common, writes: true, call: (index) => add(guest(index), 'sku-0') },
    { name: `product${suffix}`, ...common, writes: false, call: () => get('/v1/products/sku-0') },
  ]
}

/** Microseconds per request of each window, by scenario, round by round. */
async function run(scenarios: readonly Scenario[], size: Size): Promise<ReadonlyMap<string, number[]>> {
  for (const { worker, call } of scenarios) {
    await worker.driver.drive(size.warmUp, call)
    await quiet(worker.pid())
  }
  const windows = new Map(scenarios.map(({ name }) => [name, [] as number[]]))
  for (let round = 0; round < size.rounds; round++) {
    const order = round % 2 === 0 ? scenarios : scenarios.toReversed()
    for (const { name, worker, requests, writes, call } of order) {
      const before = cpuMs(worker.pid())
      await worker.driver.drive(requests, call)
      windows.get(name)?.push(((cpuMs(worker.pid()) - before) * 1000) / requests)
      if (writes) await quiet(worker.pid())
    }
  }
  return windows
}

const COMPARED = [
  { over: 'get', under: 'no-op call', limit: 1.5 },
  { over: 'add', under: 'two-row call', limit: 1.5 },
  { over: 'product', under: 'Hono route', limit: 1.25 },
] as const

function judge(windows: ReadonlyMap<string, number[]>, where: string, say: (line: string) => void): Line[] {
  const values = (name: string) => windows.get(name) ?? []
  return COMPARED.map(({ over, under, limit }) => {
    const ratios = (name: string) => values(name).map((value, round) => value / (values(under)[round] ?? Number.NaN))
    const least = Math.min(...values(over)) / Math.min(...values(under))
    say(`${over} / ${under}: ${times(median(ratios(over)))} median of rounds, ${times(least)} of the least windows`)
    for (const name of [`${over}, other`, `${over}, log level info`]) {
      if (windows.has(name)) say(`  ${name} / ${under}: ${times(median(ratios(name)))}`)
    }
    return atMost(`CPU of ${over} / ${under} (${where})`, median(ratios(over)), limit, times)
  })
}

function µs(value: number): string {
  return `${Math.round(value)} µs`
}

function times(value: number): string {
  return `${value.toFixed(2)}×`
}
