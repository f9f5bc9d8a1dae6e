/**
 * The shipped worker with the bench's catalogue and with limits raised out of the way; for comparisons, the same worker
 * from another bundle.
 */
import { randomBytes } from 'node:crypto'
import { buildWorker } from '../dev/build.ts'
import { newKeySet, printKeySet } from '../dev/key-set.ts'
import { migrateD1 } from '../dev/migrate-d1.ts'
import { openRuntime } from '../dev/runtime.ts'
import { createD1Record } from '../src/tiers/record/d1/record.ts'
import type { CatalogueRecord } from '../src/tiers/record/record.ts'
import { Driver } from './driver.ts'

export const SKUS: readonly string[] = Array.from({ length: 200 }, (_, index) => `sku-${index}`)

export interface ShopOptions {
  readonly dataDir: string
  /** They override wrangler.toml. */
  readonly vars?: Readonly<Record<string, string>>
  /** Replaces the shipped bundle. */
  readonly script?: string
  /** Gets the worker's log, a line at a time. */
  readonly output?: (line: string) => void
}

export interface Shop {
  readonly url: string
  readonly driver: Driver
  pid(): number
  /** The embedded record; read carts of an external record there instead. */
  database(): Promise<D1Database>
  /** Creates guests and returns their access tokens. */
  guests(count: number): Promise<readonly Guest[]>
  stop(): Promise<void>
}

export interface Guest {
  readonly id: string
  readonly token: string
}

/** Operations per batch. */
const OPERATIONS = 100

/** Far above the number of requests of a run. */
const SCALE = 1_000_000

export async function openShop(options: ShopOptions): Promise<Shop> {
  const built = await buildWorker(() => {})
  const { ratelimits } = built.bindings
  const bindings: Bindings = {
    ...built.vars,
    AUTH_KEYS: printKeySet(newKeySet()),
    ACCOUNT_SECRET: randomBytes(32).toString('base64url'),
    PAYMENT_PROVIDERS: 'simulated',
    SIMULATED_PAYMENT_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
    LOG_LEVEL: 'warn',
    RATE_LIMIT_SCALE: String(SCALE),
    MAX_WAIT_MS: '0',
    ...options.vars,
  }
  const runtime = await openRuntime({
    worker: {
      ...built.bindings,
      ratelimits: Object.fromEntries(
        Object.entries(ratelimits).map(([name, limit]) => [name, scaled(limit, Number(bindings.RATE_LIMIT_SCALE))]),
      ),
      bindings,
      script: options.script ?? built.script,
    },
    dataDir: options.dataDir,
    port: 0,
    output: options.output ?? (() => {}),
    onStart: async () => {},
  })
  const driver = new Driver(runtime.url)
  const database = () => runtime.database('RECORD')
  if (options.vars?.DATABASE_URL === undefined) {
    await migrateD1(await database(), () => {})
    await loadProducts(createD1Record({ database: await database() }))
  }
  return {
    url: runtime.url,
    driver,
    pid: runtime.pid,
    database,
    async guests(count) {
      const guests: Guest[] = []
      for (let left = count; left > 0; left--) {
        const { body } = await driver.call({ method: 'POST', path: '/v1/auth/guest', repeatable: true })
        // The cast: the contract's answer to a new guest.
        const { accessToken, user } = JSON.parse(body) as { accessToken: string; user: { id: string } }
        guests.push({ id: user.id, token: accessToken })
      }
      return guests
    },
    async stop() {
      driver.close()
      await runtime.stop()
    },
  }
}

type Bindings = Readonly<Record<string, string>> & { readonly RATE_LIMIT_SCALE: string }
type Limits = Awaited<ReturnType<typeof buildWorker>>['bindings']['ratelimits']

/** Scales a limit as the launchers do. */
function scaled(limit: Limits[string], scale: number): Limits[string] {
  return { ...limit, simple: { ...limit.simple, limit: limit.simple.limit * scale } }
}

/** @param onHand units of each product */
export async function loadProducts(
  record: CatalogueRecord,
  skus: readonly string[] = SKUS,
  onHand = 100,
): Promise<void> {
  const products = skus.map((sku, index) => ({
    sku,
    title: { en: `Product ${index}`, 'zh-CN': `商品 ${index}` },
    description: { en: 'A product of the bench', 'zh-CN': '基准商品' },
    category: 'bench',
    priceAmount: 1000 + index,
    compareAtAmount: null,
    images: [`/pictures/${sku}.svg`],
    attributes: {},
    labels: ['new'],
    status: 'active' as const,
    onHand,
  }))
  await record.load([{ id: 'bench', parent: null, name: { en: 'Bench' }, rank: 1 }], products)
}

export function add(guest: Guest, sku: string, headers: Readonly<Record<string, string>> = {}) {
  return { method: 'POST', path: '/v1/cart/items', token: guest.token, body: { sku, quantity: 1 }, headers } as const
}

export function clear(guest: Guest) {
  return { method: 'DELETE', path: '/v1/cart', token: guest.token } as const
}

/** Puts one unit of each SKU into a cart. */
export async function fill({ driver }: Shop, { token }: Pick<Guest, 'token'>, skus: readonly string[]): Promise<void> {
  for (let from = 0; from < skus.length; from += OPERATIONS) {
    const operations = skus.slice(from, from + OPERATIONS).map((sku) => ({ type: 'add', sku, quantity: 1 }))
    const headers = { 'Idempotency-Key': `fill-${skus[from]}` }
    await driver.call({
      ...{ method: 'POST', path: '/v1/cart/batch', token, body: { operations } },
      ...{ headers, repeatable: true },
    })
  }
}
