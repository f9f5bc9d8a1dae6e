/** Imports into a record that refuses or is busy. Invariant: each line is counted once, with its outcome. */
import { describe, expect, it } from 'vitest'
import type { Product } from '../../../src/domain/product.ts'
import { TierError } from '../../../src/tiers/calls/tier-error.ts'
import type { ProductWrite } from '../../../src/tiers/record/record.ts'
import { importProducts } from '../../../src/worker/import/import-products.ts'
import type { Ports } from '../../../src/worker/ports.ts'

/** @param meddle runs before every write; the write throws its errors */
function shop(meddle: (writes: readonly ProductWrite[], held: Map<string, Product>) => void = () => {}) {
  const held = new Map<string, Product>()
  const told: string[] = []
  const sizes: number[] = []
  const record = {
    listCategories: async () => [{ id: 'default' }],
    getProducts: async (skus: readonly string[]) => new Map([...held].filter(([sku]) => skus.includes(sku))),
    async writeProducts(writes: readonly ProductWrite[]) {
      sizes.push(writes.length)
      meddle(writes, held)
      const next = writes.filter(({ product }) => (held.get(product.sku)?.version ?? 0) === product.version - 1)
      for (const { product } of next) held.set(product.sku, product)
      return new Set(next.map(({ product }) => product.sku))
    },
  }
  const catalogue = {
    edited: async (products: readonly Product[]) => void told.push(...products.map(({ sku }) => sku)),
  }
  const config = { CURRENCY: 'CNY', LOCALES: ['en'] }
  // The cast: an import uses nothing else of the ports.
  const ports = { record, catalogue, config } as unknown as Ports
  const run = (text: string) =>
    importProducts(ports, text, { contentType: 'text/csv', author: { actor: 'usr_1', reason: null }, dryRun: false })
  return { run, held, told, sizes }
}

const file = (skus: readonly string[]) => `id,title,price\n${skus.map((sku) => `${sku},t,1`).join('\n')}\n`
const many = Array.from({ length: 250 }, (_, n) => `p-${n}`)

describe('an import', () => {
  it('an import writes products by the hundred, and announces all of them to the caches', async () => {
    const { run, told, sizes } = shop()
    expect(await run(file(many))).toEqual({ created: 250, updated: 0, unchanged: 0, rejected: [] })
    expect([sizes, told]).toEqual([[100, 100, 50], many])
  })

  it('an import rejects only the lines that the record refuses permanently', async () => {
    const bad = new Set(['p-7', 'p-8', 'p-230'])
    const { run, held } = shop((writes) => {
      if (writes.some(({ product }) => bad.has(product.sku))) throw new TierError('record', 'refused', 'too long')
    })
    const message = 'was refused by the record'
    expect(await run(file(many))).toEqual({
      ...{ created: 247, updated: 0, unchanged: 0 },
      rejected: [9, 10, 232].map((line) => ({ line, message })),
    })
    expect(held.size).toBe(247)
  })

  it('an import retries writes that were rolled back, and counts no line twice', async () => {
    let calls = 0
    const { run } = shop(() => {
      if (++calls % 3 !== 0) throw new TierError('record', 'down', 'errno 1213')
    })
    expect(await run(file(many.slice(0, 150)))).toEqual({ created: 150, updated: 0, unchanged: 0, rejected: [] })
  })

  it('an import retries products that others edited first, and rejects those that others keep editing', async () => {
    const { run, held } = shop((writes, products) => {
      for (const { product } of writes) {
        const version = products.get(product.sku)?.version ?? 0
        const isBusy = product.sku === 'p-1' || (product.sku === 'p-2' && version === 0)
        if (isBusy)
          products.set(product.sku, { ...product, title: { en: `by others ${version}` }, version: version + 1 })
      }
    })
    expect(await run(file(['p-0', 'p-1', 'p-2']))).toEqual({
      ...{ created: 1, updated: 1, unchanged: 0 },
      rejected: [{ line: 3, message: 'is being edited by other requests; import the line again' }],
    })
    expect(held.get('p-2')).toMatchObject({ title: { en: 't' }, version: 2 })
  })

  it('an import fails when the record is down, tells the caches what it wrote, and resumes when repeated', async () => {
    let isDown = false
    const { run, told } = shop((_, held) => {
      if (isDown && held.size >= 100) throw new TierError('record', 'down', 'no answer')
    })
    isDown = true
    await expect(run(file(many))).rejects.toThrow('no answer')
    expect(told).toEqual(many.slice(0, 100))
    isDown = false
    expect(await run(file(many))).toEqual({ created: 150, updated: 0, unchanged: 100, rejected: [] })
  })
})
