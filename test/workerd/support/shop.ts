/** A small shop in the Workers runtime: its bindings, its record, and products for it. */
import { env } from 'cloudflare:test'
import type { Env } from '../../../src/contract/env.ts'
import { createD1Record } from '../../../src/tiers/record/d1/record.ts'
import type { LoadedCategory, LoadedProduct } from '../../../src/tiers/record/record.ts'

/** The bindings of wrangler.toml, which the plugin leaves untyped. */
export const bindings = env as unknown as Env

export const record = createD1Record({ database: bindings.RECORD })

export type NewProduct = LoadedProduct

export function product(sku: string, fields: Partial<NewProduct> = {}): NewProduct {
  return {
    sku,
    title: { 'zh-CN': `商品 ${sku}`, en: `Product ${sku}` },
    description: { en: 'A product.' },
    category: 'things',
    priceAmount: 1000,
    compareAtAmount: null,
    images: [],
    attributes: {},
    labels: [],
    status: 'active',
    onHand: 50,
    ...fields,
  }
}

const THINGS: LoadedCategory = { id: 'things', parent: null, name: { en: 'Things' }, rank: 1 }

export async function stock(...products: readonly NewProduct[]): Promise<void> {
  await record.load([THINGS], products)
}

/** Adds `count` products with SKUs `<prefix>-0`, `<prefix>-1`, …. Returns the SKUs. */
export async function stockMany(prefix: string, count: number, fields: Partial<NewProduct> = {}): Promise<string[]> {
  const skus = Array.from({ length: count }, (_, index) => `${prefix}-${index}`)
  await stock(...skus.map((sku) => product(sku, fields)))
  return skus
}
