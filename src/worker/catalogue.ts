/** The catalogue as requests read it: products through isolate, L2 and record; lists straight from the record. */
import * as z from 'zod'
import type { Product } from '../domain/product.ts'
import { Memory } from '../tiers/memory.ts'
import type { Tiers } from '../tiers/open.ts'
import { type Defer, ReadThrough } from '../tiers/read-through.ts'

const MEMORY_BYTES = 16 * 1024 * 1024
/** An edit is seen everywhere within this time at the latest. */
const MEMORY_TTL_MS = 4_000
/** What other systems write into the record is seen after this time at the latest. */
const L2_TTL_SECONDS = 60
const ABSENT_TTL_MS = 2_000

const texts = z.record(z.string(), z.string())

/** A product as L2 holds it; what does not parse is a miss. */
const storedProduct: z.ZodType<Product> = z.object({
  sku: z.string(),
  title: texts,
  description: texts,
  category: z.string(),
  priceAmount: z.number().int(),
  compareAtAmount: z.number().int().nullable(),
  images: z.array(z.string()),
  attributes: texts,
  labels: z.array(z.string()),
  status: z.enum(['active', 'hidden', 'discontinued']),
  onHand: z.number().int(),
  version: z.number().int(),
  updatedAt: z.number().int(),
})

export class Catalogue {
  readonly #products: ReadThrough<Product>
  readonly #defer: Defer

  /** @param defer keeps fills going behind the answer */
  constructor(tiers: Tiers, defer: Defer) {
    this.#defer = defer
    this.#products = new ReadThrough({
      memory: new Memory<Product>({ maxBytes: MEMORY_BYTES, random: Math.random }),
      l2: tiers.l2,
      load: (skus) => tiers.record.getProducts(skus),
      l2Key: (sku) => `product:${sku}`,
      parse(text) {
        try {
          return storedProduct.parse(JSON.parse(text))
        } catch {
          return null
        }
      },
      memoryTtlMs: MEMORY_TTL_MS,
      l2TtlSeconds: L2_TTL_SECONDS,
      absentTtlMs: ABSENT_TTL_MS,
    })
  }

  /** Whatever exists of these SKUs, for sale or not. Throws TierError when that cannot be known. */
  getMany(skus: readonly string[]): Promise<ReadonlyMap<string, Product>> {
    return this.#products.getMany(skus, this.#defer)
  }

  get(sku: string): Promise<Product | null> {
    return this.#products.get(sku, this.#defer)
  }
}
