/** The scenarios of the CPU figures: calls of the floor, and calls of the shop by browsers and careful clients. */
import type { Call, Driver } from '../driver.ts'
import { add, fill, type Guest, type Shop, SKUS } from '../shop.ts'

/** A line takes at most 999 units: warm-up and windows together stay below it for each guest of one scenario. */
const GUESTS = 50
/** Number of objects that are called only in their own windows, so that they sleep in between. */
export const SLEEPERS = 100
/** The runtime evicts an idle object after ten seconds. */
export const ASLEEP_MS = 13_000

export interface Scenario {
  readonly name: string
  readonly worker: { readonly driver: Driver; pid(): number }
  readonly requests: number
  /** Whether drains follow the calls. */
  readonly writes: boolean
  /** Every object is called once per window, and has slept since the last window. */
  readonly sleeps?: true
  call(index: number): Call
}

/** Header fields that a browser sends with a shop's page; the floor gets them too. */
export const BROWSER = {
  'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  Accept: 'application/json, text/plain, */*',
  'Accept-Language': 'zh-CN,zh;q=0.9,en;q=0.8',
  'Accept-Encoding': 'gzip, deflate, br, zstd',
  'sec-ch-ua': '"Chromium";v="142", "Not_A Brand";v="99"',
  'sec-ch-ua-mobile': '?0',
  'sec-ch-ua-platform': '"Linux"',
  'Sec-Fetch-Site': 'same-origin',
  'Sec-Fetch-Mode': 'cors',
  'Sec-Fetch-Dest': 'empty',
  Referer: 'https://shop.example/cart',
} as const

const LINE = { method: 'POST', body: { sku: 'sku-0', quantity: 1 } } as const

function get(path: string, token?: string, headers: Readonly<Record<string, string>> = {}): Call {
  return { method: 'GET', path, ...(token !== undefined && { token }), headers: { ...BROWSER, ...headers } }
}

export function floorScenarios(worker: Scenario['worker'], requests: number): readonly Scenario[] {
  const floor = { worker, requests, writes: false }
  return [
    { ...floor, name: 'no-op call', call: (index) => get(`/noop/${index % GUESTS}`) },
    { ...floor, name: 'two-row call', call: (index) => ({ ...get(`/two/${index % GUESTS}`), ...LINE }) },
    { ...floor, name: 'Hono route', call: () => get('/hono/products/sku-0') },
    {
      ...floor,
      ...{ name: 'no-op call after sleep', requests: SLEEPERS, sleeps: true },
      call: (index) => get(`/noop/asleep-${index % SLEEPERS}`),
    },
  ]
}

export async function shopScenarios(suffix: string, worker: Shop, requests: number): Promise<readonly Scenario[]> {
  const small = await guestsWith(worker, GUESTS, 1)
  const batched = await guestsWith(worker, GUESTS, 1)
  const half = await guestsWith(worker, GUESTS, 50)
  const full = await guestsWith(worker, GUESTS, 100)
  const asleep = await guestsWith(worker, SLEEPERS, 1)
  const reads = { worker, requests, writes: false }
  const writes = { worker, requests, writes: true }
  const key = () => ({ ...BROWSER, 'Idempotency-Key': crypto.randomUUID() })
  const batch = (guest: Guest): Call => ({
    ...{ method: 'POST', path: '/v1/cart/batch', token: guest.token },
    headers: { ...key(), Prefer: 'return=minimal' },
    body: { operations: [{ type: 'add', sku: 'sku-0', quantity: 1 }] },
  })
  const all: readonly Scenario[] = [
    { ...reads, name: 'get, cached', call: (index) => get('/v1/cart', of(small, index).token) },
    {
      ...reads,
      name: 'get, newly built',
      // Alternates the language of each cart, because the answer in the last language is kept.
      call: (index) => {
        const language = Math.floor(index / GUESTS) % 2 === 0 ? 'en' : 'zh-CN'
        return get('/v1/cart', of(small, index).token, { 'Accept-Language': language })
      },
    },
    { ...reads, name: 'get, 50 lines', call: (index) => get('/v1/cart', of(half, index).token) },
    {
      ...reads,
      ...{ name: 'get after sleep', requests: SLEEPERS, sleeps: true },
      call: (index) => get('/v1/cart', asleep[index % SLEEPERS]?.token),
    },
    { ...writes, name: 'add', call: (index) => add(of(small, index), 'sku-0', key()) },
    { ...writes, name: 'add, 50 lines', call: (index) => add(of(half, index), 'sku-0', key()) },
    { ...writes, name: 'batch of one, 1 line', call: (index) => batch(of(batched, index)) },
    { ...writes, name: 'batch of one, 100 lines', call: (index) => batch(of(full, index)) },
    { ...reads, name: 'product', call: () => get('/v1/products/sku-0') },
  ]
  return all.map((scenario) => ({ ...scenario, name: `${scenario.name}${suffix}` }))
}

function of(guests: readonly Guest[], index: number): Guest {
  return guests[index % GUESTS] as Guest
}

async function guestsWith(shop: Shop, count: number, lines: number): Promise<readonly Guest[]> {
  const guests = await shop.guests(count)
  for (const guest of guests) await fill(shop, guest, SKUS.slice(0, lines))
  return guests
}
