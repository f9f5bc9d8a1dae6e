/**
 * Measures searches of each kind, one at a time; then seven common words beside one rare word, and how long another
 * shopper's read waits meanwhile. Every search has a different highest price, so that no cache answers it. Phases
 * alternate, because other work on the machine affects all of them.
 */
import { canReadCpu, cpuMs } from '../cpu-clock.ts'
import type { Answer } from '../driver.ts'
import { type Bench, type Line, median, percentile, shown } from '../figure.ts'
import { brandOf } from '../many-products.ts'
import type { Guest, Shop } from '../shop.ts'

const ROUNDS = 5
const PHASE_MS = 5_000
/** Searches of each kind. */
const KIND_ROUNDS = 100
/** Searchers at once; each searches again as soon as it has its answer. */
const SEARCHERS = 4
/** Interval of the other shopper's reads, whether or not the last one was answered. */
const READ_EVERY_MS = 50

export interface Words {
  readonly rare: string
  readonly common: string
}

type PhaseName = 'quiet' | keyof Words

interface Phase {
  readonly searches: number[]
  readonly reads: number[]
  /** Searches and reads that the worker abandoned at its deadline, or refused while the record was busy. */
  refused: number
  /** CPU time of the worker and its record, in milliseconds. */
  cpu: number
}

interface Opened {
  readonly name: string
  readonly shop: Shop
  /** Process ids of the worker and, if it is a separate process, of the record. */
  readonly processes: readonly number[]
}

export async function measure(opened: Opened, words: Words, { quick, say }: Bench): Promise<Line[]> {
  const { name, shop } = opened
  const [reader] = await shop.guests(1)
  if (!reader) throw new Error('no guest')
  const kinds = await eachKind(opened, words, quick ? 10 : KIND_ROUNDS)
  const phases: Readonly<Record<PhaseName, Phase>> = { quiet: newPhase(), rare: newPhase(), common: newPhase() }
  const names: readonly PhaseName[] = ['quiet', 'rare', 'common']
  const phaseMs = quick ? PHASE_MS / 5 : PHASE_MS
  // The first round warms up and is discarded.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const each of round % 2 === 0 ? names : names.toReversed()) {
      const text = each === 'quiet' ? null : words[each]
      await runPhase(shop, reader, text, phaseMs, round === 0 ? newPhase() : phases[each])
    }
  }
  for (const each of names) {
    const { searches, reads, refused } = phases[each]
    say(`${name}, ${each}: ${searches.length} searches, ${reads.length} reads, ${refused} of both answered 503`)
  }
  const ratio = median(phases.common.searches) / median(phases.rare.searches)
  return [
    ...kinds,
    shown(`a search for one rare word, p50 and p99 (${name})`, both(phases.rare.searches)),
    shown('… for seven common words', both(phases.common.searches)),
    shown('… seven common words / one rare word, p50', `${ratio.toFixed(1)}×`),
    shown(`another shopper’s orders without searches, p50 and p99 (${name})`, both(phases.quiet.reads)),
    shown(`… while ${SEARCHERS} search for a rare word`, both(phases.rare.reads)),
    shown(`… while ${SEARCHERS} search for seven common words`, both(phases.common.reads)),
  ]
}

/** Runs every kind of search once per round, so that other work on the machine affects all of them alike. */
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
    ['a common word, newest first', { query: 'phone', sort: 'newest' }],
    ['a common word, hottest first', { query: 'phone', sort: 'hot' }],
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
