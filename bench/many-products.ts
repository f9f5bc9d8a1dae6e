/**
 * Any number of products, the same in every run: the things of the demo catalogue under invented brands and models.
 * A few things and brands are frequent and most are rare (Zipf); each model belongs to one product.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Texts } from '../src/domain/product.ts'
import type { LoadedCategory, LoadedProduct } from '../src/tiers/record/record.ts'
import { randomOf, zipfTrace } from './zipf.ts'

const DEMO = fileURLToPath(import.meta.resolve('../demo/catalogue.json'))

const SYLLABLES = 'ka ro vel min tor ske lun dra pol fen zor bri gal hus nim ost qui wex yar ulm'.split(' ')
const CHARACTERS = [...'珂罗维敏拓岚伦卓珀枫佐碧盖虹霓欧奇玮雅乌']
const LETTERS = [...'BCDFGHJKLMNPQRSTVWXZ']

export interface ManyProducts {
  readonly categories: readonly LoadedCategory[]
  readonly products: readonly LoadedProduct[]
}

export async function manyProducts(count: number): Promise<ManyProducts> {
  // The cast: the demo's own file, which is checked when it is loaded.
  const demo = JSON.parse(await readFile(DEMO, 'utf8')) as ManyProducts
  const random = randomOf(1)
  const ranks = (items: number, exponent: number) =>
    zipfTrace({ items, exponent, requests: count, shifts: false, random })
  // The first thing is in one of 15 products, the last in one of 130. The first brand is in one of 7, the last in one
  // of 2,600.
  const things = ranks(demo.products.length, 0.5)
  const brands = ranks(SYLLABLES.length * CHARACTERS.length, 1)
  const products = Array.from({ length: count }, (_, index): LoadedProduct => {
    const thing = demo.products[things[index] ?? 0] as LoadedProduct
    const [brand, model] = [brandOf(brands[index] ?? 0), modelOf(index)]
    return {
      ...thing,
      sku: `many-${index}`,
      title: each(thing.title, (text, locale) => `${brand[locale] ?? ''} ${model} ${text}`),
      // One sentence, as shops write for most products, and short enough to load in a few minutes.
      description: each(thing.description, (text) => text.split(/(?<=。)|(?<=\.) /, 1)[0] ?? ''),
      priceAmount: Math.round(thing.priceAmount * (0.5 + random())),
      compareAtAmount: null,
      onHand: random() < 0.1 ? 0 : thing.onHand + 1,
    }
  })
  return { categories: demo.categories, products }
}

/** Two syllables, with one Chinese character for each. */
export function brandOf(rank: number): Texts {
  const [first, second] = [Math.floor(rank / SYLLABLES.length), rank % SYLLABLES.length]
  return {
    en: `${SYLLABLES[first]}${SYLLABLES[second]}`,
    'zh-CN': `${CHARACTERS[first]}${CHARACTERS[second]}`,
  }
}

/** Two letters and a number. */
export function modelOf(index: number): string {
  return `${LETTERS[index % LETTERS.length]}X-${1_000 + Math.floor(index / LETTERS.length)}`
}

function each(texts: Texts, change: (text: string, locale: string) => string): Texts {
  return Object.fromEntries(Object.entries(texts).map(([locale, text]) => [locale, change(text, locale)]))
}
