/**
 * The classic design: Hono on Node, carts in Redis by Lua, MySQL behind a queue in this process. It serves the routes
 * that the load tests call, as in Pannier's contract. Started with PORT, REDIS_URL, MYSQL_URL and TOKEN_SECRET.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { serve } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { createPool } from 'mysql2/promise'
import { ulid } from 'ulid'
import { Catalogue } from './catalogue.ts'
import { Mirror } from './mirror.ts'
import { type Addition, type Line, Store, type StoredCart } from './store.ts'

const { PORT, REDIS_URL = '', MYSQL_URL = '', TOKEN_SECRET = '' } = process.env

const catalogue = new Catalogue(createPool({ uri: MYSQL_URL, connectionLimit: 4 }))
const store = await Store.open(REDIS_URL)
const onHand = new Map([...(await catalogue.all()).values()].map((product) => [product.sku, product.onHand]))
const mirror = new Mirror(MYSQL_URL, onHand)
const app = new Hono()

app.get('/healthz', (c) => c.json({ status: 'up' }))

app.post('/v1/auth/guest', (c) => {
  const id = `gst_${ulid()}`
  return c.json({ accessToken: `${id}.${sign(id)}`, tokenType: 'Bearer', user: { id, role: 'guest' } }, 201)
})

app.get('/v1/products/:sku', async (c) => {
  const product = await catalogue.get(c.req.param('sku'))
  if (product === null) return refuse(c, 404, 'not_found')
  return c.json({ ...product, price: money(product.price), availability: 'in_stock' })
})

app.get('/v1/products', async (c) => {
  const products = [...(await catalogue.all()).values()].slice(0, Number(c.req.query('limit') ?? 20))
  return c.json({ items: products.map((product) => ({ ...product, price: money(product.price) })), nextCursor: null })
})

app.get('/v1/cart', async (c) => {
  const owner = ownerOf(c)
  return owner === null ? refuse(c, 401, 'unauthenticated') : c.json(shown(owner, await store.get(owner)))
})

app.post('/v1/cart/items', async (c) => {
  const body = await c.req.json<{ sku: string; quantity: number }>()
  return add(c, [body])
})

app.post('/v1/cart/batch', async (c) => {
  const { operations } = await c.req.json<{ operations: readonly { sku: string; quantity: number }[] }>()
  return add(c, operations)
})

app.post('/v1/checkout', async (c) => {
  const owner = ownerOf(c)
  if (owner === null) return refuse(c, 401, 'unauthenticated')
  const key = c.req.header('idempotency-key')
  if (key === undefined) return refuse(c, 400, 'idempotency_key_required')
  const outcome = await store.checkout(owner, key, `ord_${ulid()}`)
  if ('refused' in outcome) return refuse(c, 409, outcome.refused)
  mirror.putCart(owner, outcome.cart)
  mirror.putOrder(outcome.order)
  return c.json(outcome.order, 201)
})

app.get('/v1/orders/:id', async (c) => {
  const order = await store.order(c.req.param('id'))
  return order === null || order.owner !== ownerOf(c) ? refuse(c, 404, 'not_found') : c.json(order)
})

app.get('/v1/admin/stock/:sku', async (c) => {
  const sku = c.req.param('sku')
  const [all, available] = [onHand.get(sku) ?? 0, await store.unitsLeft(sku)]
  return c.json({ sku, onHand: all, held: all - available, available })
})

async function add(c: Context, items: readonly { readonly sku: string; readonly quantity: number }[]) {
  const owner = ownerOf(c)
  if (owner === null) return refuse(c, 401, 'unauthenticated')
  const additions: Addition[] = []
  for (const { sku, quantity } of items) {
    if (!Number.isSafeInteger(quantity) || quantity < 1) return refuse(c, 400, 'invalid_request')
    const product = await catalogue.get(sku)
    if (product === null) return refuse(c, 404, 'unknown_sku')
    additions.push({ sku, quantity, facts: JSON.stringify({ title: product.title, price: product.price }) })
  }
  const digest = createHash('sha256').update(JSON.stringify(items)).digest('base64url')
  const outcome = await store.add(owner, c.req.header('idempotency-key') ?? '', digest, additions)
  if ('refused' in outcome) return refuse(c, 409, outcome.refused)
  mirror.putCart(owner, outcome.cart)
  if (outcome.replayed) c.header('Idempotency-Replayed', 'true')
  return c.json(shown(owner, outcome.cart))
}

function shown(owner: string, { version, lines }: StoredCart) {
  const items = Object.entries(lines).map(([sku, line]) => ({ sku, ...lineOf(line) }))
  const subtotal = items.reduce((sum, { lineTotal }) => sum + lineTotal.amount, 0)
  const itemCount = items.reduce((sum, { quantity }) => sum + quantity, 0)
  const totals = { itemCount, subtotal: money(subtotal), total: money(subtotal) }
  return { userId: owner, version, currency: 'CNY', items, totals }
}

function lineOf({ title, price, quantity }: Line) {
  return { title, quantity, selected: true, unitPrice: money(price), lineTotal: money(price * quantity) }
}

function money(amount: number) {
  return { amount, currency: 'CNY' }
}

function refuse(c: Context, status: 400 | 401 | 404 | 409, code: string) {
  return c.json({ status, code, title: code }, status)
}

function sign(id: string): string {
  return createHmac('sha256', TOKEN_SECRET).update(id).digest('base64url')
}

function ownerOf(c: Context): string | null {
  const [id, signature = ''] = (c.req.header('authorization') ?? '').slice('Bearer '.length).split('.')
  if (!id) return null
  const [wanted, given] = [Buffer.from(sign(id)), Buffer.from(signature)]
  return wanted.length === given.length && timingSafeEqual(wanted, given) ? id : null
}

const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(PORT) })
process.on('SIGTERM', () => {
  server.close()
  void mirror.close().finally(() => process.exit(0))
})
