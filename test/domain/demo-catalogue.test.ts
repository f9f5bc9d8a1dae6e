/** The demo catalogue. Invariant: a fresh shop can load it into its record as it is. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { inCurrency, readDemo } from '../../dev/demo.ts'
import { availabilityOf } from '../../src/domain/product.ts'

const texts = z.strictObject({
  'zh-CN': z.string().check(z.trim(), z.minLength(1)),
  en: z.string().check(z.trim(), z.minLength(1)),
})
const amount = z.int().check(z.positive())
const sku = z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/))
const attributes = z.record(z.string().check(z.minLength(1)), z.union([texts, z.string().check(z.minLength(1))]))
const labels = z.array(z.string().check(z.regex(/^[a-z][a-z-]*$/))).check(z.maxLength(2))
const onHand = z.int().check(z.nonnegative())

const catalogueShape = z.strictObject({
  categories: z.array(
    z.strictObject({
      id: z.string().check(z.regex(/^[a-z][a-z-]*$/)),
      parent: z.nullable(z.string()),
      name: texts,
      rank: z.int().check(z.positive()),
    }),
  ),
  products: z.array(
    z.strictObject({
      sku,
      title: texts,
      description: texts,
      category: z.string(),
      priceAmount: amount,
      compareAtAmount: z.nullable(amount),
      attributes,
      labels,
      status: z.enum(['active', 'hidden', 'discontinued']),
      onHand,
      images: z.array(z.string()).check(z.minLength(1)),
    }),
  ),
  families: z.array(
    z.strictObject({
      id: z.string().check(z.regex(/^[a-z][a-z-]*$/)),
      title: texts,
      description: texts,
      category: z.string(),
      attributes,
      labels,
      options: z.array(texts).check(z.minLength(1)),
      variants: z.array(
        z.strictObject({ sku, values: z.array(texts), priceAmount: amount, onHand, picture: z.string() }),
      ),
    }),
  ),
})

const { categories, products, families } = catalogueShape.parse(
  JSON.parse(readFileSync(new URL('../../demo/catalogue.json', import.meta.url), 'utf8')),
)
const skusOf = (those: typeof products) => those.map((product) => product.sku)

describe('the demo catalogue', () => {
  it('the demo catalogue offers at least sixty products, each under its own SKU', () => {
    expect(products.length).toBeGreaterThanOrEqual(60)
    expect(new Set(skusOf(products)).size).toBe(products.length)
  })

  it('an attribute that has words has them in both languages; authors keep their names', () => {
    for (const { sku, attributes } of products) {
      for (const [name, value] of Object.entries(attributes)) {
        if (typeof value === 'string' && name !== 'author') expect(value, `${name} of ${sku}`).not.toMatch(/[a-z]{3}/)
      }
    }
  })

  it('categories form a tree: unique ids, parents before children, and distinct ranks among siblings', () => {
    const seen = new Set<string>()
    const places = new Set<string>()
    for (const { id, parent, rank } of categories) {
      if (parent !== null) expect(seen, `parent of ${id}`).toContain(parent)
      expect(seen, 'ids so far').not.toContain(id)
      expect(places, `place of ${id}`).not.toContain(`${parent}/${rank}`)
      seen.add(id)
      places.add(`${parent}/${rank}`)
    }
  })

  it('every product is in a category without children, and none of those is empty', () => {
    const parents = new Set(categories.map((category) => category.parent))
    const leaves = categories.map((category) => category.id).filter((id) => !parents.has(id))
    expect([...new Set(products.map((product) => product.category))].sort()).toEqual(leaves.sort())
  })

  it('a compare-at price is higher than the price', () => {
    const wrong = products.filter(
      (product) => product.compareAtAmount !== null && product.compareAtAmount <= product.priceAmount,
    )
    expect(skusOf(wrong)).toEqual([])
  })

  it('the summer sale label is only on products whose price came down', () => {
    const wrong = products.filter(
      (product) => product.labels.includes('summer-sale') && product.compareAtAmount === null,
    )
    expect(skusOf(wrong)).toEqual([])
  })

  it('Chinese texts have Chinese characters, and English texts have none', () => {
    const han = /\p{Script=Han}/u
    const wrong = products.filter(
      ({ title, description }) => !han.test(description['zh-CN']) || han.test(title.en) || han.test(description.en),
    )
    expect(skusOf(wrong)).toEqual([])
  })

  it('each product has its drawn picture', () => {
    for (const { sku, images } of products) expect(images).toEqual([`/pictures/${sku}.svg`])
  })

  it('the variants of each family differ in their options, and some are sold out', async () => {
    const loaded = (await readDemo()).products
    expect(new Set(loaded.map((each) => each.sku)).size).toBe(loaded.length)
    for (const { id, options, variants, category } of families) {
      const chosen = variants.map(({ values }) => values.map(({ en }) => en).join())
      expect([id, new Set(chosen).size]).toEqual([id, variants.length])
      expect(
        variants.every(({ values }) => values.length === options.length),
        id,
      ).toBe(true)
      expect(categories.map((each) => each.id)).toContain(category)
    }
    expect(families.flatMap(({ variants }) => variants).some((variant) => variant.onHand === 0)).toBe(true)
    expect(loaded.find((each) => each.sku === 'merino-tee-moss-s')).toMatchObject({
      title: { en: 'Merino T-Shirt S Moss', 'zh-CN': '美利奴羊毛 T 恤 S 苔绿' },
      family: { id: 'merino-tee', options: [{ name: { en: 'Size' }, value: { en: 'S' } }, { value: { en: 'Moss' } }] },
    })
  })

  it('every kind of availability occurs, and most products are in stock', () => {
    const counts = { in_stock: 0, low_stock: 0, out_of_stock: 0, discontinued: 0 }
    for (const product of products) counts[availabilityOf({ ...product, held: 0 })] += 1
    expect(counts.in_stock).toBeGreaterThan(products.length * 0.75)
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(0)
  })

  it.each([
    ['JPY', 5_999],
    ['EUR', 599_900],
    ['KWD', 5_999_000],
  ])('prices fit the minor unit of %s', (currency, price) => {
    const scaled = inCurrency(products as unknown as Parameters<typeof inCurrency>[0], currency)
    expect(scaled.find(({ sku }) => sku === 'iphone-15')?.priceAmount).toBe(price)
    for (const { sku, priceAmount, compareAtAmount } of scaled) {
      expect(Number.isSafeInteger(priceAmount) && priceAmount > 0, sku).toBe(true)
      if (compareAtAmount !== null) expect(compareAtAmount, sku).toBeGreaterThan(priceAmount)
    }
  })

  it("the example product of the HTTP contract has the contract's price", () => {
    const example = products.find((product) => product.sku === 'iphone-15')
    expect(example).toMatchObject({ title: { en: 'iPhone 15' }, priceAmount: 599900, labels: ['summer-sale'] })
  })
})
