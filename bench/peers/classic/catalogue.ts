/** The products of the classic design: rows of MySQL, cached in the process for some seconds. */
import type { Pool, RowDataPacket } from 'mysql2/promise'

export interface Product {
  readonly sku: string
  readonly title: string
  readonly price: number
  readonly onHand: number
}

const KEPT_MS = 5_000

export class Catalogue {
  readonly #pool: Pool
  #products: Promise<ReadonlyMap<string, Product>> | null = null
  #readAt = 0

  constructor(pool: Pool) {
    this.#pool = pool
  }

  async get(sku: string): Promise<Product | null> {
    return (await this.all()).get(sku) ?? null
  }

  /** One query for all concurrent callers; a failed one is not cached. */
  all(): Promise<ReadonlyMap<string, Product>> {
    const now = performance.now()
    if (this.#products === null || now - this.#readAt > KEPT_MS) {
      this.#readAt = now
      this.#products = this.#read().catch((error: unknown) => {
        this.#products = null
        throw error
      })
    }
    return this.#products
  }

  async #read(): Promise<ReadonlyMap<string, Product>> {
    const [rows] = await this.#pool.query<RowDataPacket[]>('SELECT sku, title, price, on_hand FROM products')
    return new Map(
      rows.map((row) => {
        const product = { sku: String(row.sku), title: String(row.title), price: Number(row.price) }
        return [product.sku, { ...product, onHand: Number(row.on_hand) }] as const
      }),
    )
  }
}
