/**
 * Measures searches of each kind, one at a time; then seven common words beside one rare word, and how long another shopper's read waits meanwhile:
 * over HTTP against the shipped worker with 100,000 products, on MySQL and on D1. Every search asks for another highest
 * price, so that no cache answers it. Phases take turns, because other work on the machine changes all of them.
 * BENCH_DATA names a folder in which the loaded databases are kept: loading takes minutes.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise'
import { indexTerms } from '../../src/domain/search/terms.ts'
import { bulkIntoMysql, bulkIntoSqlite } from '../bulk-load.ts'
import { canReadCpu, cpuMs } from '../cpu-clock.ts'
import type { Answer } from '../driver.ts'
import { type Bench, type Figure, type Line, median, percentile, shown } from '../figure.ts'
import { withFolder } from '../folders.ts'
import { brandOf, type ManyProducts, manyProducts } from '../many-products.ts'
import { type Guest, openShop, type Shop } from '../shop.ts'
import { startTiers, varsOf } from '../tiers.ts'

const PRODUCTS = 100_000
const QUICK_PRODUCTS = 10_000
const ROUNDS = 5
const PHASE_MS = 5_000
/** Searches of each kind. */
const KIND_ROUNDS = 100
/** Searchers at once, each as soon as the last answer is there. */
const SEARCHERS = 4
/** The other shopper asks so often, whether the last answer is there or not. */
const READ_EVERY_MS = 50
/** For all that is loaded, in bytes: the private server's own 64 MB are less than any hosted one has. */
const BUFFER_POOL = 1024 ** 3

interface Words {
  readonly rare: string
  readonly common: string
}

type PhaseName = 'quiet' | keyof Words

interface Phase {
  readonly searches: number[]
  readonly reads: number[]
  /** Searches and reads that the worker gave up at its deadline, or refused while the record was busy. */
  refused: number
  /** Of the worker and its record, in milliseconds. */
  cpu: number
}

interface Opened {
  readonly name: string
  readonly shop: Shop
  /** The worker's, and the record's where that is another. */
  readonly processes: readonly number[]
}

export const searches: Figure = async (bench) => {
  const many = await manyProducts(bench.quick ? QUICK_PRODUCTS : PRODUCTS)
  const words: Words = { rare: brandOf(399).en ?? '', common: commonWords(many).join(' ') }
  bench.say(`rare: ${words.rare}; common: ${words.common}`)
  const measureIn = async (folder: string) => [
    ...(await onMysql(folder, many, words, bench)),
    ...(await onD1(`${folder}/d1`, many, words, bench)),
  ]
  const { BENCH_DATA: data } = process.env
  return data ? measureIn(resolve(data, String(many.products.length))) : withFolder('disk', measureIn)
}

async function onMysql(folder: string, many: ManyProducts, words: Words, bench: Bench): Promise<Line[]> {
  const dataDir = `${folder}/mysql-shop`
  const tiers = await startTiers(`${folder}/servers`)
  try {
    const connection = await createConnection(tiers.mysqlUrl)
    // A given server is not ours to set.
    if (!process.env.MYSQL_URL) await connection.query(`SET GLOBAL innodb_buffer_pool_size = ${BUFFER_POOL}`)
    await once(`${folder}/mysql-loaded`, async () => {
      const startedAt = performance.now()
      await bulkIntoMysql(connection, many, Date.now())
      bench.say(loaded('MySQL', many, startedAt))
    })
    const server = await processOf(connection)
    await connection.end()
    const shop = await openShop({ dataDir, vars: varsOf(tiers) })
    try {
      return await measure({ name: 'MySQL', shop, processes: [shop.pid(), ...server] }, words, bench)
    } finally {
      await shop.stop()
    }
  } finally {
    await tiers.stop()
  }
}

async function onD1(dataDir: string, many: ManyProducts, words: Words, bench: Bench): Promise<Line[]> {
  // Makes the tables. Their file is another process's own while the shop is open.
  await (await openShop({ dataDir })).stop()
  await once(`${dataDir}-loaded`, async () => {
    const startedAt = performance.now()
    const sqlite = new DatabaseSync(recordFile(dataDir))
    bulkIntoSqlite(sqlite, many, Date.now())
    sqlite.close()
    bench.say(loaded('D1', many, startedAt))
  })
  const shop = await openShop({ dataDir })
  try {
    return await measure({ name: 'D1', shop, processes: [shop.pid()] }, words, bench)
  } finally {
    await shop.stop()
  }
}

/** The server's, unless it runs elsewhere. */
async function processOf(connection: Connection): Promise<readonly number[]> {
  const [[row]] = await connection.query<RowDataPacket[]>('select @@pid_file as file')
  try {
    return canReadCpu() ? [Number(readFileSync(String(row?.file), 'utf8'))] : []
  } catch {
    return []
  }
}

/** Not again in a folder that was kept, which the file says. */
async function once(file: string, load: () => Promise<void>): Promise<void> {
  if (existsSync(file)) return
  await load()
  await writeFile(file, '')
}

/** The one database that has products. */
function recordFile(dataDir: string): string {
  const files = readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.sqlite'))
  const found = files.find((name) => {
    const database = new DatabaseSync(join(dataDir, name))
    try {
      return database.prepare("select 1 from sqlite_master where name = 'product_terms'").get() !== undefined
    } finally {
      database.close()
    }
  })
  if (!found) throw new Error('no record among the files of the shop')
  return join(dataDir, found)
}

function loaded(name: string, { products }: ManyProducts, startedAt: number): string {
  return `${name}: ${products.length} products loaded in ${Math.round((performance.now() - startedAt) / 1000)} s`
}

/** The seven words of three letters and more that most of the first products have in their texts. */
function commonWords({ products }: ManyProducts): readonly string[] {
  const counts = new Map<string, number>()
  for (const product of products.slice(0, 5_000)) {
    for (const { term } of indexTerms({ ...product, sku: '' })) {
      if (/^[a-z]{3,}$/.test(term)) counts.set(term, 1 + (counts.get(term) ?? 0))
    }
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 7)
    .map(([word]) => word)
}

async function measure(opened: Opened, words: Words, { quick, say }: Bench): Promise<Line[]> {
  const { name, shop } = opened
  const [reader] = await shop.guests(1)
  if (!reader) throw new Error('no guest')
  const kinds = await eachKind(opened, words, quick ? 10 : KIND_ROUNDS)
  const phases: Readonly<Record<PhaseName, Phase>> = { quiet: newPhase(), rare: newPhase(), common: newPhase() }
  const names: readonly PhaseName[] = ['quiet', 'rare', 'common']
  const phaseMs = quick ? PHASE_MS / 5 : PHASE_MS
  // The first round warms up, and is thrown away.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const each of round % 2 === 0 ? names : names.toReversed()) {
      const text = each === 'quiet' ? null : words[each]
      await runPhase(shop, reader, text, phaseMs, round === 0 ? newPhase() : phases[each])
    }
  }
  for (const each of names) {
    const { searches, reads, refused } = phases[each]
    say(`${name}, ${each}: ${searches.length} searches, ${reads.length} reads, ${refused} of them answered 503`)
  }
  const ratio = median(phases.common.searches) / median(phases.rare.searches)
  return [
    ...kinds,
    shown(`a search of one rare word, p50 and p99 (${name})`, both(phases.rare.searches)),
    shown('… of seven common words', both(phases.common.searches)),
    shown('… seven common words / one rare word, p50', `${ratio.toFixed(1)}×`),
    shown(`another shopper’s orders, nobody searching, p50 and p99 (${name})`, both(phases.quiet.reads)),
    shown(`… while ${SEARCHERS} search for a rare word`, both(phases.rare.reads)),
    shown(`… while ${SEARCHERS} search for seven common words`, both(phases.common.reads)),
  ]
}

/** Every kind of search once a round, so that other work on the machine meets all of them. */
async function eachKind({ name, shop, processes }: Opened, words: Words, rounds: number): Promise<Line[]> {
  const cpu = () => (canReadCpu() ? processes.reduce((sum, pid) => sum + cpuMs(pid), 0) : 0)
  const kinds: readonly (readonly [kind: string, query: Readonly<Record<string, string>>])[] = [
    ['a rare word', { query: words.rare }],
    ['a common word', { query: 'phone' }],
    ['two common words', { query: 'the and' }],
    ['seven common words', { query: words.common }],
    ['a prefix of two letters', { query: 'ke' }],
    ['two Chinese characters', { query: '手机' }],
    ['four Chinese characters', { query: '降噪耳机' }],
    ['a common word, filtered, by price', { query: 'phone', category: 'phones', inStock: 'true', sort: 'price' }],
    ['a common word, the newest', { query: 'phone', sort: 'newest' }],
    ['a common word, the hottest', { query: 'phone', sort: 'hot' }],
    ['all products, by price', { sort: 'price' }],
    ['all products', {}],
  ]
  const times = new Map(kinds.map(([kind]) => [kind, newPhase()]))
  const suggestions = newPhase()
  for (let round = 0; round <= rounds; round++) {
    const warmUp = newPhase()
    for (const [kind, query] of kinds) {
      const into = round === 0 ? warmUp : (times.get(kind) ?? warmUp)
      const before = cpu()
      await timed(into, into.searches, () => shop.driver.ask(searchFor(query)))
      into.cpu += cpu() - before
    }
    const begun = (brandOf(round).en ?? '').slice(0, 2 + (round % 4))
    const path = `/v1/suggestions?${new URLSearchParams({ query: begun })}`
    const into = round === 0 ? warmUp : suggestions
    const before = cpu()
    await timed(into, into.searches, () => shop.driver.ask({ method: 'GET', path, repeatable: true }))
    into.cpu += cpu() - before
  }
  return [...times, ['suggestions', suggestions] as const].map(([kind, { searches, refused, cpu: spent }]) => {
    const more = `; CPU ${ms(spent / searches.length)}${refused > 0 ? `, ${refused} refused` : ''}`
    return shown(`${kind}, p50 and p99 (${name})`, both(searches) + more)
  })
}

function newPhase(): Phase {
  return { searches: [], reads: [], refused: 0, cpu: 0 }
}

async function runPhase(shop: Shop, { token }: Guest, text: string | null, ms: number, into: Phase): Promise<void> {
  const endAt = performance.now() + ms
  const search = async () => {
    while (text !== null && performance.now() < endAt)
      await timed(into, into.searches, () => shop.driver.ask(searchFor({ query: text })))
  }
  const reads: Promise<void>[] = []
  const read = async () => {
    while (performance.now() < endAt) {
      reads.push(
        timed(into, into.reads, () => shop.driver.ask({ method: 'GET', path: '/v1/orders', token, repeatable: true })),
      )
      await new Promise((resolve) => setTimeout(resolve, READ_EVERY_MS))
    }
  }
  await Promise.all([read(), ...Array.from({ length: SEARCHERS }, search)])
  await Promise.all(reads)
}

let asked = 0
function searchFor(wanted: Readonly<Record<string, string>>) {
  const query = new URLSearchParams({ ...wanted, maxPrice: String(100_000_000 + asked++), limit: '10' })
  return { method: 'GET', path: `/v1/products?${query}`, repeatable: true } as const
}

async function timed(phase: Phase, times: number[], ask: () => Promise<Answer>): Promise<void> {
  const startedAt = performance.now()
  const { status } = await ask()
  times.push(performance.now() - startedAt)
  if (status !== 200) phase.refused++
}

function both(times: readonly number[]): string {
  return `${ms(median(times))}, ${ms(percentile(times, 99))}`
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`
}
