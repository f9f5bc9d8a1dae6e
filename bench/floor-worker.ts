/**
 * The platform's floor: the least work of a worker and an object on this runtime, as the base of the CPU ratios.
 * A no-op object call, an object call that commits two rows, and a Hono route that returns a constant.
 */
import { DurableObject } from 'cloudflare:workers'
import { Hono } from 'hono'

interface Env {
  readonly FLOOR: DurableObjectNamespace<FloorObject>
}

const SLOTS = 256
const PADDING = 'x'.repeat(150)

export class FloorObject extends DurableObject<Env> {
  #count = 0

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS lines (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID')
    ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS ops (slot INTEGER PRIMARY KEY, value TEXT)')
  }

  async noop(): Promise<{ ok: boolean }> {
    return { ok: true }
  }

  /** Writes rows as long as those of a cart's line and its operation. */
  async commitTwo(sku: string, quantity: number): Promise<{ ok: boolean }> {
    const { sql } = this.ctx.storage
    const value = JSON.stringify({ sku, quantity, count: ++this.#count, padding: PADDING })
    sql.exec('INSERT INTO lines VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value', sku, value)
    sql.exec('INSERT OR REPLACE INTO ops VALUES (?, ?)', this.#count % SLOTS, value)
    return { ok: true }
  }
}

const held = {
  sku: 'sku-0',
  title: 'Product 0',
  description: 'A product of the bench',
  category: 'bench',
  price: { amount: 1000, currency: 'CNY' },
  images: ['/pictures/sku-0.svg'],
  attributes: {},
  labels: ['new'],
  availability: 'in_stock',
  version: 1,
}

const app = new Hono().get('/hono/products/:sku', (c) => c.json({ ...held, sku: c.req.param('sku') }))

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url)
    if (pathname.startsWith('/hono/')) return app.fetch(request)
    // The path ends with the object's name: /noop/7, /two/7.
    const [, what, name = ''] = pathname.split('/')
    const object = env.FLOOR.getByName(name)
    if (what === 'noop') return Response.json(await object.noop())
    const { sku, quantity } = await request.json<{ sku: string; quantity: number }>()
    return Response.json(await object.commitTwo(sku, quantity))
  },
} satisfies ExportedHandler<Env>
