/** Reads every copy of a journal's carts, orders and units: through the API, from Redis and from MySQL. */
import type { Redis } from 'ioredis'
import type { Pool, RowDataPacket } from 'mysql2/promise'
import type { Driver } from '../driver.ts'
import type { Copies, Holding, PlacedOrder } from './consistency.ts'
import { type Journal, type Units, unitsOf } from './journal.ts'

export interface Places {
  readonly driver: Driver
  /** A token that may read units of stock. */
  readonly adminToken: string
  readonly redis: Redis
  readonly mysql: Pool
}

/** Rows per query. */
const ROWS_AT_ONCE = 500

/** The lines of carts and orders in the API. */
interface ShownLines {
  readonly version: number
  readonly owner?: string
  readonly status: string
  readonly items?: readonly ShownLine[]
  readonly lines?: readonly ShownLine[]
}

interface ShownLine {
  readonly sku: string
  readonly quantity: number
}

export async function readCopies(places: Places, journal: Journal, skus: readonly string[]): Promise<Copies> {
  const owners = [...journal.carts.keys()]
  const [object, l2, record] = await Promise.all([
    cartsOfObjects(places, journal),
    cartsInL2(places.redis, owners),
    cartsInRecord(places.mysql, owners),
  ])
  const orders = { object: await ordersOfObjects(places, journal), record: await ordersInRecord(places.mysql, owners) }
  const held = { object: await heldByObjects(places, skus), record: await heldInRecord(places.mysql, skus) }
  return { carts: { object, L2: l2, record }, orders, held }
}

async function cartsOfObjects({ driver }: Places, { carts }: Journal): Promise<Map<string, Holding>> {
  const found = new Map<string, Holding>()
  await each([...carts.values()], async ({ guest: { id, token } }) => {
    const cart = await shown(driver, '/v1/cart', token)
    found.set(id, { version: cart.version, units: unitsIn(cart.items ?? []) })
  })
  return found
}

async function cartsInL2(redis: Redis, owners: readonly string[]): Promise<Map<string, Holding>> {
  const found = new Map<string, Holding>()
  await each(owners, async (owner) => {
    const fields = await redis.hgetall(`cart:${owner}`)
    if (fields.meta === undefined) return
    const lines = Object.entries(fields).filter(([name]) => name.startsWith('sku:'))
    const units = unitsOf(lines.map(([name, text]) => [name.slice('sku:'.length), quantityIn(text)]))
    found.set(owner, { version: (JSON.parse(fields.meta) as { version: number }).version, units })
  })
  return found
}

async function cartsInRecord(mysql: Pool, owners: readonly string[]): Promise<Map<string, Holding>> {
  const rows = await select(mysql, 'SELECT id, version, lists FROM carts WHERE id IN (?)', owners)
  return new Map(
    rows.map(({ id, version, lists }) => {
      const { items = {} } = JSON.parse(String(lists)) as { items?: Readonly<Record<string, { quantity: number }>> }
      const units = unitsOf(Object.entries(items).map(([sku, { quantity }]) => [sku, quantity]))
      return [String(id), { version: Number(version), units }] as const
    }),
  )
}

async function ordersOfObjects({ driver }: Places, { orders }: Journal): Promise<Map<string, PlacedOrder>> {
  const found = new Map<string, PlacedOrder>()
  await each([...orders.values()], async ({ id, guest }) => {
    const order = await shown(driver, `/v1/orders/${id}`, guest.token)
    found.set(id, { owner: guest.id, status: order.status, units: unitsIn(order.lines ?? []) })
  })
  return found
}

async function ordersInRecord(mysql: Pool, owners: readonly string[]): Promise<Map<string, PlacedOrder>> {
  const query =
    'SELECT o.id, o.owner, o.status, l.sku, l.quantity FROM orders o LEFT JOIN order_lines l ON l.order_id = o.id WHERE o.owner IN (?)'
  const found = new Map<string, PlacedOrder>()
  for (const { id, owner, status, sku, quantity } of await select(mysql, query, owners)) {
    const known = found.get(String(id))
    const units = sku === null ? {} : { [String(sku)]: Number(quantity) }
    found.set(String(id), { owner: String(owner), status: String(status), units: { ...known?.units, ...units } })
  }
  return found
}

async function heldByObjects({ driver, adminToken }: Places, skus: readonly string[]): Promise<Units> {
  const found: Record<string, number> = {}
  await each(skus, async (sku) => {
    const { body } = await driver.call({ ...get(`/v1/admin/stock/${sku}`), token: adminToken })
    found[sku] = (JSON.parse(body) as { held: number }).held
  })
  return found
}

async function heldInRecord(mysql: Pool, skus: readonly string[]): Promise<Units> {
  const rows = await select(mysql, 'SELECT id, held FROM stock WHERE id IN (?)', skus)
  return Object.fromEntries(rows.map(({ id, held }) => [String(id), Number(held)]))
}

async function select(mysql: Pool, query: string, ids: readonly string[]): Promise<readonly RowDataPacket[]> {
  const found: RowDataPacket[] = []
  for (let from = 0; from < ids.length; from += ROWS_AT_ONCE) {
    const [rows] = await mysql.query<RowDataPacket[]>(query, [ids.slice(from, from + ROWS_AT_ONCE)])
    found.push(...rows)
  }
  return found
}

async function shown(driver: Driver, path: string, token: string): Promise<ShownLines> {
  return JSON.parse((await driver.call({ ...get(path), token })).body) as ShownLines
}

function get(path: string) {
  return { method: 'GET', path, repeatable: true } as const
}

/** Adds up lines, because a SKU may have several. */
function unitsIn(lines: readonly ShownLine[]): Units {
  return unitsOf(lines.map(({ sku, quantity }) => [sku, quantity]))
}

function quantityIn(text: string): number {
  return (JSON.parse(text) as { quantity: number }).quantity
}

/** Processes the items, several at once. */
export async function each<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  let next = 0
  const one = async () => {
    while (next < items.length) await work(items[next++] as Item)
  }
  await Promise.all(Array.from({ length: Math.min(16, items.length) }, one))
}
