/** The source of truth of the classic design: carts, orders and units in Redis, changed by scripts only. */
import { Redis } from 'ioredis'
import { ADD, CHECKOUT } from './scripts.ts'

export interface Line {
  readonly title: string
  readonly price: number
  readonly quantity: number
}

export interface StoredCart {
  readonly version: number
  readonly lines: Readonly<Record<string, Line>>
}

export interface StoredOrder {
  readonly id: string
  readonly owner: string
  readonly status: string
  readonly lines: readonly (Line & { readonly sku: string; readonly left: number })[]
}

export interface Addition {
  readonly sku: string
  readonly quantity: number
  /** JSON with title and price. */
  readonly facts: string
}

export type Refusal = { readonly refused: string }
export type Added = { readonly replayed: boolean; readonly cart: StoredCart }
export type Ordered = { readonly replayed: boolean; readonly cart: StoredCart; readonly order: StoredOrder }

export class Store {
  readonly #redis: Redis
  readonly #add: string
  readonly #checkout: string

  private constructor(redis: Redis, add: string, checkout: string) {
    this.#redis = redis
    this.#add = add
    this.#checkout = checkout
  }

  static async open(url: string): Promise<Store> {
    const redis = new Redis(url, { enableAutoPipelining: true })
    const [add, checkout] = await Promise.all([ADD, CHECKOUT].map((script) => redis.script('LOAD', script)))
    return new Store(redis, String(add), String(checkout))
  }

  async get(owner: string): Promise<StoredCart> {
    return cartOf(Object.entries(await this.#redis.hgetall(`cart:${owner}`)).flat())
  }

  async add(owner: string, key: string, digest: string, additions: readonly Addition[]): Promise<Added | Refusal> {
    const args = additions.flatMap(({ sku, quantity, facts }) => [sku, String(quantity), facts])
    const keys = [`cart:${owner}`, `keys:${owner}`]
    // The cast: the script's documented answer.
    const [code, fields] = (await this.#redis.evalsha(this.#add, 2, ...keys, key, digest, ...args)) as [
      string,
      string[],
    ]
    if (code !== 'ok' && code !== 'replayed') return { refused: code }
    return { replayed: code === 'replayed', cart: cartOf(fields) }
  }

  async checkout(owner: string, key: string, orderId: string): Promise<Ordered | Refusal> {
    const keys = [`cart:${owner}`, `checkouts:${owner}`, `order:${orderId}`]
    const reply = await this.#redis.evalsha(this.#checkout, 3, ...keys, key, orderId, owner)
    // The cast: the script's documented answer.
    const [code, order, fields] = reply as [string, string, string[]]
    if (code !== 'ok' && code !== 'replayed') return { refused: code }
    return { replayed: code === 'replayed', cart: cartOf(fields), order: JSON.parse(order) as StoredOrder }
  }

  async order(id: string): Promise<StoredOrder | null> {
    const text = await this.#redis.get(`order:${id}`)
    return text === null ? null : (JSON.parse(text) as StoredOrder)
  }

  async unitsLeft(sku: string): Promise<number> {
    return Number((await this.#redis.get(`stock:${sku}`)) ?? 0)
  }

  close(): void {
    this.#redis.disconnect()
  }
}

/** Reads a list of alternating fields and values. */
function cartOf(fields: readonly string[]): StoredCart {
  const lines: Record<string, Line> = {}
  let version = 0
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [name, value] = [fields[i] as string, fields[i + 1] as string]
    if (name === 'meta') version = (JSON.parse(value) as { version: number }).version
    else lines[name.slice('sku:'.length)] = JSON.parse(value) as Line
  }
  return { version, lines }
}
