/**
 * Measures a search of seven common words beside one of a rare word, and how long another shopper's read waits meanwhile:
 * over HTTP against the shipped worker with 100,000 products, on MySQL and on D1. Every search asks for another highest
 * price, so that no cache answers it. Phases take turns, because other work on the machine changes all of them.
 */
import { createConnection } from 'mysql2/promise'
import { indexTerms } from '../../src/domain/search/terms.ts'
import { createD1Record } from '../../src/tiers/record/d1.ts'
import { createMysqlRecord } from '../../src/tiers/record/mysql.ts'
import { type Bench, type Figure, type Line, median, percentile, shown } from '../figure.ts'
import { withFolder } from '../folders.ts'
import type { Answer } from '../load.ts'
import { brandOf, type ManyProducts, manyProducts } from '../many-products.ts'
import { loadMany } from '../many-products-load.ts'
import { type Guest, openShop, type Shop } from '../shop.ts'
import { startTiers, varsOf } from '../tiers.ts'

const PRODUCTS = 100_000
const QUICK_PRODUCTS = 10_000
const ROUNDS = 5
const PHASE_MS = 5_000
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
}

export const searches: Figure = async (bench) => {
  const many = await manyProducts(bench.quick ? QUICK_PRODUCTS : PRODUCTS)
  const words: Words = { rare: brandOf(399).en ?? '', common: commonWords(many).join(' ') }
  bench.say(`rare: ${words.rare}; common: ${words.common}`)
  return withFolder('disk', async (folder) => [
    ...(await onMysql(`${folder}/mysql`, many, words, bench)),
    ...(await onD1(`${folder}/d1`, many, words, bench)),
  ])
}

async function onMysql(dataDir: string, many: ManyProducts, words: Words, bench: Bench): Promise<Line[]> {
  const tiers = await startTiers()
  try {
    // A given server is not ours to set.
    if (!process.env.MYSQL_URL) {
      const connection = await createConnection(tiers.mysqlUrl)
      await connection.query(`SET GLOBAL innodb_buffer_pool_size = ${BUFFER_POOL}`)
      await connection.end()
    }
    await loadMany(createMysqlRecord({ url: tiers.vars.DATABASE_URL, loadDeadlineMs: 60_000 }), many)
    const shop = await openShop({ dataDir, vars: varsOf(tiers) })
    try {
      return await measure('MySQL', shop, words, bench)
    } finally {
      await shop.stop()
    }
  } finally {
    await tiers.stop()
  }
}

async function onD1(dataDir: string, many: ManyProducts, words: Words, bench: Bench): Promise<Line[]> {
  const shop = await openShop({ dataDir })
  try {
    await loadMany(createD1Record({ database: await shop.database(), loadDeadlineMs: 60_000 }), many)
    return await measure('D1', shop, words, bench)
  } finally {
    await shop.stop()
  }
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

async function measure(name: string, shop: Shop, words: Words, { quick, say }: Bench): Promise<Line[]> {
  const [reader] = await shop.guests(1)
  if (!reader) throw new Error('no guest')
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
    shown(`a search of one rare word, p50 and p99 (${name})`, both(phases.rare.searches)),
    shown('… of seven common words', both(phases.common.searches)),
    shown('… seven common words / one rare word, p50', `${ratio.toFixed(1)}×`),
    shown(`another shopper’s orders, nobody searching, p50 and p99 (${name})`, both(phases.quiet.reads)),
    shown(`… while ${SEARCHERS} search for a rare word`, both(phases.rare.reads)),
    shown(`… while ${SEARCHERS} search for seven common words`, both(phases.common.reads)),
  ]
}

function newPhase(): Phase {
  return { searches: [], reads: [], refused: 0 }
}

async function runPhase(shop: Shop, { token }: Guest, text: string | null, ms: number, into: Phase): Promise<void> {
  const endAt = performance.now() + ms
  const search = async () => {
    while (text !== null && performance.now() < endAt)
      await timed(into, into.searches, () => shop.driver.ask(searchFor(text)))
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
function searchFor(text: string) {
  const query = new URLSearchParams({ query: text, maxPrice: String(100_000_000 + asked++), limit: '10' })
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
