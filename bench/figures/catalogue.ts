/**
 * Products per second from the isolate, from Redis and from the record, beside a bare Hono route that returns a
 * constant, in short interleaved windows. The number of record statements proves which tier answered a window.
 */
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Redis } from '@upstash/redis'
import type { Product } from '../../src/domain/product.ts'
import { createD1Record } from '../../src/tiers/record/d1/record.ts'
import { createMysqlRecord } from '../../src/tiers/record/mysql/record.ts'
import type { CatalogueRecord } from '../../src/tiers/record/record.ts'
import { createRedisL2 } from '../../src/tiers/redis/redis.ts'
import type { Driver } from '../driver.ts'
import { type Figure, type Line, median, shown } from '../figure.ts'
import { openFloor } from '../floor.ts'
import { withFolder } from '../folders.ts'
import { openShop } from '../shop.ts'
import { type CountedTiers, startTiers, varsOf } from '../tiers.ts'

const LEAST_SHARE = 0.8
/** Longer than an isolate keeps a product. */
const FORGOTTEN_MS = 4_600
/** Products per statement or pipeline. */
const AT_ONCE = 200
const TTL_SECONDS = 600
/** Maximum number of statements per window that count the views of earlier windows. */
const HEAT_STATEMENTS = 60

interface Scenario {
  readonly name: string
  readonly driver: Driver
  readonly requests: number
  /** Each path is requested once per window, unless there are fewer paths than requests. */
  readonly paths: readonly string[]
  /** Whether this number of record statements fits the expected tier; absent when statements are not counted. */
  answered?(statements: number): boolean
}

interface Size {
  readonly rounds: number
  readonly held: number
  readonly distinct: number
}

export const catalogue: Figure = async (bench) => {
  const size: Size = bench.quick
    ? { rounds: 5, held: 3_000, distinct: 400 }
    : { rounds: 15, held: 6_000, distinct: 1_000 }
  const tiers = await startTiers()
  try {
    return await withFolder('tmpfs', (folder) => measure(folder, tiers, size, bench.say))
  } finally {
    await tiers.stop()
  }
}

async function measure(folder: string, tiers: CountedTiers, size: Size, say: (line: string) => void): Promise<Line[]> {
  const floor = await openFloor(join(folder, 'floor'))
  const shop = await openShop({ dataDir: join(folder, 'shop'), vars: varsOf(tiers) })
  const embedded = await openShop({ dataDir: join(folder, 'embedded') })
  try {
    const mysql = createMysqlRecord({ url: tiers.vars.DATABASE_URL })
    const inRedis = await stock(mysql, 'redis', size.distinct)
    const inRecord = await stock(mysql, 'record', size.distinct)
    const inD1 = await stock(createD1Record({ database: await embedded.database() }), 'd1', size.distinct)
    const scenarios: Scenario[] = [
      { name: 'Hono route', driver: floor.driver, requests: size.held, paths: ['/hono/products/sku-0'] },
      {
        name: 'isolate',
        driver: shop.driver,
        requests: size.held,
        paths: [pathOf({ sku: 'sku-0' })],
        // Every four seconds the product is read again, and views are counted.
        answered: (statements) => statements <= HEAT_STATEMENTS,
      },
      {
        ...distinct('Redis', shop.driver, inRedis),
        answered: (statements) => statements <= HEAT_STATEMENTS + size.distinct / 50,
      },
      { ...distinct('record (MySQL)', shop.driver, inRecord), answered: (statements) => statements >= size.distinct },
      distinct('record (D1)', embedded.driver, inD1),
    ]
    const prepare = async () => {
      await fill(tiers, inRedis)
      await forget(tiers, inRecord)
      await wait(FORGOTTEN_MS)
    }
    return judge(await run(scenarios, size.rounds, prepare, tiers), say)
  } finally {
    for (const worker of [floor, shop, embedded]) await worker.stop()
  }
}

function pathOf({ sku }: Pick<Product, 'sku'>): string {
  return `/v1/products/${sku}`
}

function distinct(name: string, driver: Driver, products: readonly Product[]): Scenario {
  return { name, driver, requests: products.length, paths: products.map(pathOf) }
}

/** Puts `count` products into a record, all like the one that the isolate serves. */
async function stock(record: CatalogueRecord, prefix: string, count: number): Promise<readonly Product[]> {
  const model = await record.getProduct('sku-0')
  if (!model) throw new Error('the bench has no products')
  const { version: _, createdAt: __, updatedAt: ___, ...fields } = model
  const skus = Array.from({ length: count }, (_, index) => `${prefix}-${index}`)
  for (const some of parts(skus)) {
    await record.load(
      [],
      some.map((sku) => ({ ...fields, sku })),
    )
  }
  return skus.map((sku) => ({ ...model, sku, version: 1 }))
}

async function fill(tiers: CountedTiers, products: readonly Product[]): Promise<void> {
  const l2 = createRedisL2({ ...tiers.vars.redis, pipelineDeadlineMs: 5_000 })
  for (const some of parts(products)) {
    const writes = some.map((product) => ({
      key: keyOf(product),
      version: product.version,
      value: JSON.stringify(product),
      ttlSeconds: TTL_SECONDS,
    }))
    await l2.putValues(writes)
  }
}

async function forget(tiers: CountedTiers, products: readonly Product[]): Promise<void> {
  await new Redis({ ...tiers.vars.redis, enableTelemetry: false }).del(...products.map(keyOf))
}

/** The key that the worker's catalogue uses. */
function keyOf({ sku }: Product): string {
  return `product:${sku}`
}

function parts<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / AT_ONCE) }, (_, part) =>
    items.slice(part * AT_ONCE, (part + 1) * AT_ONCE),
  )
}

/** Requests per second of each window, by scenario and round; the first round warms up. */
async function run(
  scenarios: readonly Scenario[],
  rounds: number,
  prepare: () => Promise<void>,
  tiers: CountedTiers,
): Promise<ReadonlyMap<string, number[]>> {
  const windows = new Map(scenarios.map(({ name }) => [name, [] as number[]]))
  for (let round = 0; round <= rounds; round++) {
    await prepare()
    for (const scenario of round % 2 === 0 ? scenarios : scenarios.toReversed()) {
      const { name, driver, requests, paths, answered } = scenario
      tiers.take()
      const startedAt = performance.now()
      await driver.drive(requests, (index) => ({ method: 'GET', path: paths[index % paths.length] ?? '' }))
      const perSecond = (requests * 1_000) / (performance.now() - startedAt)
      const { statements } = tiers.take()
      if (answered && !answered(statements)) throw new Error(`${name}: ${statements} statements of the record`)
      if (round > 0) windows.get(name)?.push(perSecond)
      // Work behind the answers, which fills Redis, must not run into the next window.
      await wait(100)
    }
  }
  return windows
}

function judge(windows: ReadonlyMap<string, number[]>, say: (line: string) => void): Line[] {
  const floors = windows.get('Hono route') ?? []
  const lines: Line[] = []
  for (const [name, values] of windows) {
    const share = median(values.map((value, round) => value / (floors[round] ?? Number.NaN)))
    const sorted = values.toSorted((a, b) => a - b).map(Math.round)
    say(
      `${name.padEnd(16)} ${Math.round(median(values))}/s median of ${values.length}, ${sorted[0]} to ${sorted.at(-1)}`,
    )
    if (name === 'Hono route') continue
    const figure = `products per second from the ${name} / Hono route`
    const measured = `${share.toFixed(2)}×, ${Math.round(median(values))}/s`
    lines.push(
      name === 'isolate'
        ? { figure, measured, budget: `≥ ${LEAST_SHARE.toFixed(2)}×`, ok: share >= LEAST_SHARE }
        : shown(figure.replace('products per second', '…'), measured),
    )
  }
  return lines
}
