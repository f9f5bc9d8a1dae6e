/**
 * Compares eviction policies for the isolate's cache: hit ratios of LRU and LFU on Zipf traces, without times to live
 * and with that of products, on a steady trace and on one whose hot set changes half-way.
 */
import { Memory } from '../../src/tiers/memory.ts'
import { RecentlyUsed } from '../../src/tiers/recently-used.ts'
import { type Figure, type Line, shown } from '../figure.ts'
import { Lfu } from '../lfu.ts'
import { randomOf, zipfTrace } from '../zipf.ts'

const PRODUCTS = 100_000
const EXPONENTS = [0.8, 1.0, 1.2] as const
const SHARES = [0.01, 0.05, 0.1] as const
const REQUESTS = 1_000_000
const QUICK_REQUESTS = 200_000
/** The catalogue's time to live for products. */
const TTL_MS = 4_000
/** Product reads per second in an isolate: a busy one, and one at its limit. */
const RATES = [1_000, 5_000] as const
/** Size of a memory entry with its key and overhead; the bound is a multiple of it here. */
const VALUE_BYTES = 1_000
const KEY_LENGTH = 6
const ENTRY_BYTES = VALUE_BYTES + 2 * KEY_LENGTH + 200

interface Cache {
  /** Returns whether the item was cached; afterwards it is. */
  take(item: number, nowMs: number): boolean
}

interface Policy {
  readonly name: string
  /** Requests per second, for traces with times to live. */
  readonly rate?: number
  open(items: number): Cache
}

const POLICIES: readonly Policy[] = [
  { name: 'LRU', open: lru },
  { name: 'LFU', open: (items) => new Lfu(items, Number.POSITIVE_INFINITY, () => 0.5) },
  ...RATES.flatMap((rate) => [
    { name: `LRU, 4 s at ${rate}/s`, rate, open: asWeRunIt },
    { name: `LFU, 4 s at ${rate}/s`, rate, open: (items: number) => new Lfu(items, TTL_MS, randomOf(7)) },
  ]),
]

export const cachePolicy: Figure = async (bench) => {
  const requests = bench.quick ? QUICK_REQUESTS : REQUESTS
  const names = POLICIES.map(({ name }) => name)
  bench.say(`${PRODUCTS} products, ${requests} requests; hit ratios of the second half`)
  bench.say(`| trace | Zipf | cache | ${names.join(' | ')} |`)
  bench.say(`${'| - '.repeat(names.length + 3)}|`)
  /** LFU's ratio minus LRU's, by trace and time to live. */
  const gains = new Map<string, number[]>()
  for (const shifts of [false, true]) {
    for (const exponent of EXPONENTS) {
      const trace = zipfTrace({ items: PRODUCTS, exponent, requests, shifts, random: randomOf(1) })
      for (const share of SHARES) {
        const ratios = POLICIES.map((policy) => hitRatio(policy, trace, PRODUCTS * share))
        const where = `${shifts ? 'shifting' : 'steady'} | ${exponent.toFixed(1)} | ${100 * share} %`
        bench.say(`| ${where} | ${ratios.map(percent).join(' | ')} |`)
        collect(gains, shifts, ratios)
      }
    }
  }
  return [...gains].map(
    ([what, values]): Line =>
      shown(`hit ratio, LFU − LRU, ${what}`, `${points(Math.min(...values))} to ${points(Math.max(...values))}`),
  )
}

/** @param ratios in pairs: LRU, then LFU */
function collect(gains: Map<string, number[]>, shifts: boolean, ratios: readonly number[]): void {
  for (let at = 0; at < POLICIES.length; at += 2) {
    const rate = POLICIES[at]?.rate
    const what = `${shifts ? 'shifting' : 'steady'}, ${rate === undefined ? 'no time to live' : `4 s at ${rate}/s`}`
    gains.set(what, [...(gains.get(what) ?? []), (ratios[at + 1] ?? Number.NaN) - (ratios[at] ?? Number.NaN)])
  }
}

function hitRatio({ rate, open }: Policy, trace: Uint32Array, items: number): number {
  const cache = open(items)
  const half = trace.length / 2
  let hits = 0
  trace.forEach((item, place) => {
    const hit = cache.take(item, rate === undefined ? 0 : (place * 1_000) / rate)
    if (hit && place >= half) hits += 1
  })
  return hits / half
}

function lru(items: number): Cache {
  const cache = new RecentlyUsed<true>(items)
  return {
    take(item) {
      if (cache.get(String(item))) return true
      cache.set(String(item), true)
      return false
    },
  }
}

function asWeRunIt(items: number): Cache {
  let now = 0
  const cache = new Memory<true>({ maxBytes: items * ENTRY_BYTES, random: randomOf(7), now: () => now })
  const held = { version: 1, value: true } as const
  return {
    take(item, nowMs) {
      now = nowMs
      const key = String(item).padStart(KEY_LENGTH, '0')
      if (cache.get(key)) return true
      cache.put(key, held, VALUE_BYTES, TTL_MS)
      return false
    },
  }
}

function percent(ratio: number): string {
  return `${(100 * ratio).toFixed(1)} %`
}

function points(difference: number): string {
  return `${difference < 0 ? '−' : '+'}${Math.abs(100 * difference).toFixed(1)}`
}
