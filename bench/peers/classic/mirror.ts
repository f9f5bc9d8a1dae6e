/**
 * The mirror of the classic design: a queue in the process that writes the newest state of each changed cart, and each
 * new order, to MySQL one second later. Unwritten state is in memory only, so a kill loses it.
 */
import { createPool, type Pool } from 'mysql2/promise'
import type { StoredCart, StoredOrder } from './store.ts'

const FLUSH_AFTER_MS = 1_000
const RETRY_AFTER_MS = 1_000
const ROWS_AT_ONCE = 100

export const TABLES = [
  'CREATE TABLE IF NOT EXISTS products (sku VARCHAR(64) PRIMARY KEY, title VARCHAR(255) NOT NULL, price BIGINT NOT NULL, on_hand BIGINT NOT NULL)',
  'CREATE TABLE IF NOT EXISTS carts (id VARCHAR(64) PRIMARY KEY, version BIGINT NOT NULL, lists LONGTEXT NOT NULL)',
  'CREATE TABLE IF NOT EXISTS orders (id VARCHAR(64) PRIMARY KEY, owner VARCHAR(64) NOT NULL, status VARCHAR(16) NOT NULL, KEY orders_by_owner (owner))',
  'CREATE TABLE IF NOT EXISTS order_lines (order_id VARCHAR(64) NOT NULL, sku VARCHAR(64) NOT NULL, quantity BIGINT NOT NULL, PRIMARY KEY (order_id, sku))',
  'CREATE TABLE IF NOT EXISTS stock (id VARCHAR(64) PRIMARY KEY, held BIGINT NOT NULL)',
] as const

export class Mirror {
  readonly #pool: Pool
  /** Units of each SKU at the start; held units are these minus the units left. */
  readonly #onHand: ReadonlyMap<string, number>
  #carts = new Map<string, StoredCart>()
  #orders: StoredOrder[] = []
  #timer: NodeJS.Timeout | null = null

  constructor(mysqlUrl: string, onHand: ReadonlyMap<string, number>) {
    this.#pool = createPool({ uri: mysqlUrl, connectionLimit: 4 })
    this.#onHand = onHand
  }

  putCart(id: string, cart: StoredCart): void {
    const known = this.#carts.get(id)
    if (known === undefined || known.version < cart.version) this.#carts.set(id, cart)
    this.#wake(FLUSH_AFTER_MS)
  }

  putOrder(order: StoredOrder): void {
    this.#orders.push(order)
    this.#wake(FLUSH_AFTER_MS)
  }

  /** Writes the queue, and ends. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.#flush()
    await this.#pool.end()
  }

  #wake(afterMs: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      // Failed writes stay queued for the next turn.
      this.#flush().catch(() => this.#wake(RETRY_AFTER_MS))
    }, afterMs)
  }

  async #flush(): Promise<void> {
    const [carts, orders] = [this.#carts, this.#orders]
    this.#carts = new Map()
    this.#orders = []
    try {
      await this.#writeCarts([...carts])
      await this.#writeOrders(orders)
    } catch (error) {
      for (const [id, cart] of carts) this.putCart(id, cart)
      for (const order of orders) this.putOrder(order)
      throw error
    }
  }

  async #writeCarts(carts: readonly (readonly [string, StoredCart])[]): Promise<void> {
    for (let from = 0; from < carts.length; from += ROWS_AT_ONCE) {
      const rows = carts.slice(from, from + ROWS_AT_ONCE).map(([id, { version, lines }]) => {
        return [id, version, JSON.stringify({ items: lines })]
      })
      // The version is assigned last, because the guard before it must read the stored version.
      await this.#pool.query(
        'INSERT INTO carts (id, version, lists) VALUES ? ON DUPLICATE KEY UPDATE ' +
          'lists = IF(VALUES(version) > version, VALUES(lists), lists), version = GREATEST(version, VALUES(version))',
        [rows],
      )
    }
  }

  async #writeOrders(orders: readonly StoredOrder[]): Promise<void> {
    for (let from = 0; from < orders.length; from += ROWS_AT_ONCE) {
      const some = orders.slice(from, from + ROWS_AT_ONCE)
      const lines = some.flatMap(({ id, lines }) => lines.map((line) => ({ id, ...line })))
      const connection = await this.#pool.getConnection()
      try {
        await connection.beginTransaction()
        const rows = some.map(({ id, owner, status }) => [id, owner, status])
        await connection.query('INSERT IGNORE INTO orders (id, owner, status) VALUES ?', [rows])
        const lineRows = lines.map(({ id, sku, quantity }) => [id, sku, quantity])
        await connection.query('INSERT IGNORE INTO order_lines (order_id, sku, quantity) VALUES ?', [lineRows])
        const held = lines.map(({ sku, left }) => [sku, (this.#onHand.get(sku) ?? 0) - left])
        await connection.query(
          'INSERT INTO stock (id, held) VALUES ? ON DUPLICATE KEY UPDATE held = GREATEST(held, VALUES(held))',
          [held],
        )
        await connection.commit()
      } catch (error) {
        await connection.rollback()
        throw error
      } finally {
        connection.release()
      }
    }
  }
}
