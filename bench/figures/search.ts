/**
 * How long the records take to search 100,000 products: MySQL over its driver and the local gateway, D1's statements in
 * node:sqlite. No cache is involved: a shop pays this once per query and epoch of the catalogue.
 */
import { createConnection, type RowDataPacket } from 'mysql2/promise'
import { queryTerms } from '../../src/domain/search/terms.ts'
import { createD1Record } from '../../src/tiers/record/d1/record.ts'
import { createMysqlRecord } from '../../src/tiers/record/mysql/record.ts'
import type { ProductQuery, RecordStore } from '../../src/tiers/record/record.ts'
import { openD1 } from '../../test/world/d1-database.ts'
import { type Bench, type Figure, type Line, median, percentile, shown } from '../figure.ts'
import { brandOf, type ManyProducts, manyProducts, modelOf } from '../many-products.ts'
import { loadMany } from '../many-products-load.ts'
import { loadProducts } from '../shop.ts'
import { startTiers } from '../tiers.ts'

const PRODUCTS = 100_000
const QUICK_PRODUCTS = 10_000
const ROUNDS = 20
/** Large enough for all data, in bytes: the private server's default of 64 MB is less than any hosted one has. */
const BUFFER_POOL = 1024 ** 3
/** Later than the tiers' own products, so that both records have the same newest ones. */
const LOADED_AT = Date.UTC(2100, 0, 1)
/** Longer than a worker waits, so that slow searches are measured instead of ending the bench. */
const DEADLINE_MS = 30_000

interface Search {
  readonly name: string
  readonly query: ProductQuery
  /** Whether the results are also counted by category and price. */
  readonly facets?: true
}

interface Adapter {
  readonly name: string
  readonly record: RecordStore
  /** Number of rows in product_terms. */
  terms(): Promise<number>
}

interface Times {
  readonly lists: ReadonlyMap<Search, number[]>
  readonly facets: number[]
  /** Times of empty calls, which measure the connection only. */
  readonly pings: number[]
}

const [frequent, rare] = [brandOf(0), brandOf(399)]
const both = { facets: true } as const

const SEARCHES: readonly Search[] = [
  text('手机', both),
  text('耳机', both),
  text('绿茶'),
  text(`${rare['zh-CN']}`),
  text('茶', both),
  text('锅'),
  text('headphones'),
  text('tea', both),
  text(`${frequent.en}`, both),
  text(`${rare.en}`),
  text(modelOf(4_321)),
  text('ke'),
  text('blu'),
  text('p'),
  text('降噪耳机', both),
  text('wireless mouse', both),
  text('noise-cancelling headphones black'),
  text(`${frequent.en} phone 128 GB`, both),
  {
    name: 'phone, two categories, by price, in stock',
    query: {
      ...{ terms: queryTerms('phone'), sort: 'price', limit: 10 },
      ...{ categories: ['phones', 'computing'], minPrice: 100_000, maxPrice: 400_000, inStock: true },
    },
    facets: true,
  },
  text('zeppelin', both),
  text('滑雪板'),
  { name: 'all, by price', query: { sort: 'price', limit: 10 }, facets: true },
  { name: 'all, newest', query: { sort: 'newest', limit: 10 } },
  { name: 'one category', query: { sort: 'place', limit: 10, categories: ['tea'] }, facets: true },
]

/** Makes the query that the worker would make. */
function text(name: string, more: Pick<Search, 'facets'> = {}): Search {
  return { name, query: { terms: queryTerms(name), sort: 'relevance', limit: 10 }, ...more }
}

export const search: Figure = async (bench) => {
  const many = await manyProducts(bench.quick ? QUICK_PRODUCTS : PRODUCTS)
  const tiers = await startTiers()
  const connection = await createConnection(tiers.mysqlUrl)
  // Not miniflare's D1: a statement from Node takes 12 ms to reach it, which no worker waits for.
  const sqlite = openD1()
  try {
    // Leaves a given server's settings unchanged.
    if (!process.env.MYSQL_URL) await connection.query(`SET GLOBAL innodb_buffer_pool_size = ${BUFFER_POOL}`)
    let now = LOADED_AT
    const options = { now: () => ++now, deadlineMs: DEADLINE_MS, loadDeadlineMs: DEADLINE_MS }
    const count = 'SELECT COUNT(*) AS found FROM product_terms'
    const mysql: Adapter = {
      name: 'MySQL',
      record: createMysqlRecord({ url: tiers.vars.DATABASE_URL, ...options }),
      terms: async () => Number((await connection.query<RowDataPacket[]>(count))[0][0]?.found),
    }
    const d1: Adapter = {
      name: 'D1 on node:sqlite',
      record: createD1Record({ database: sqlite.binding, ...options }),
      terms: async () => Number(sqlite.look(count)[0]?.found),
    }
    // MySQL already has these products from its tiers.
    await loadProducts(d1.record)
    return await measure([mysql, d1], many, bench)
  } finally {
    sqlite.close()
    await connection.end()
    await tiers.stop()
  }
}

async function measure(adapters: readonly Adapter[], many: ManyProducts, { say }: Bench): Promise<Line[]> {
  const lines: Line[] = []
  for (const { name, record, terms } of adapters) {
    const seconds = await loadMany(record, many)
    const perSecond = Math.round(many.products.length / seconds)
    lines.push(
      shown(`loading ${grouped(many.products.length)} products (${name})`, `${seconds.toFixed(0)} s, ${perSecond}/s`),
      shown('… rows of product_terms', grouped(await terms())),
    )
  }
  const times = new Map(adapters.map((adapter) => [adapter, newTimes()]))
  // The first round warms up and is discarded.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const each of SEARCHES) {
      const answers: string[] = []
      for (const adapter of round % 2 === 0 ? adapters : adapters.toReversed()) {
        answers.push(await run(each, adapter, (round > 0 && times.get(adapter)) || newTimes()))
      }
      // Different answers would make the times incomparable.
      if (new Set(answers).size > 1) throw new Error(`${each.name}: the records differ`)
    }
  }
  for (const [adapter, of] of times) lines.push(...(await judge(adapter, of, say)))
  return lines
}

function newTimes(): Times {
  return { lists: new Map(SEARCHES.map((each) => [each, []])), facets: [], pings: [] }
}

/** @returns the products found */
async function run(each: Search, { record }: Adapter, { lists, facets, pings }: Times): Promise<string> {
  await timed(pings, () => record.ping())
  const { items } = await timed(lists.get(each) ?? [], () => record.listProducts(each.query))
  const counted = each.facets ? await timed(facets, () => record.facets(each.query)) : null
  return JSON.stringify([items.map(({ sku }) => sku), counted])
}

async function timed<Value>(times: number[], ask: () => Promise<Value>): Promise<Value> {
  const startedAt = performance.now()
  const value = await ask()
  times.push(performance.now() - startedAt)
  return value
}

async function judge({ name, record }: Adapter, { lists, facets, pings }: Times, say: Bench['say']): Promise<Line[]> {
  const bySlowness = [...lists].sort(([, a], [, b]) => median(b) - median(a))
  for (const [{ name: asked, query }, values] of bySlowness) {
    const { categories } = await record.facets(query)
    const found = categories.reduce((sum, { count }) => sum + count, 0)
    const times = `${ms(median(values))} median, ${ms(percentile(values, 100))} longest`
    say(`${name}: ${asked}: ${times}, finds ${grouped(found)}`)
  }
  const all = [...lists.values()].flat()
  const [slowest] = bySlowness
  return [
    shown(`a search, p50 (${name})`, ms(median(all))),
    shown(`a search, p99 (${name})`, ms(percentile(all, 99))),
    shown('… slowest search, p50', slowest ? `${slowest[0].name}: ${ms(median(slowest[1]))}` : ''),
    shown('… facets, p50', ms(median(facets))),
    shown('… connection only, p50', ms(median(pings))),
  ]
}

function ms(value: number): string {
  return `${value.toFixed(value < 1 ? 2 : value < 10 ? 1 : 0)} ms`
}

function grouped(value: number): string {
  return value.toLocaleString('en')
}
