/**
 * As many products as are wanted, the same every time: the things of the demo catalogue under brands and models that
 * are made up. Few things and brands are frequent and most are rare (Zipf); a model is one product's own.
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
  // The demo's own file, as it is checked when it is loaded.
  const demo = JSON.parse(await readFile(DEMO, 'utf8')) as ManyProducts
  const random = randomOf(1)
  const ranks = (items: number, exponent: number) =>
    zipfTrace({ items, exponent, requests: count, shifts: false, random })
  // The first thing is in one product of fifteen, the last in one of 130; the first brand in one of seven, the last
  // in one of 2,600.
  const things = ranks(demo.products.length, 0.5)
  const brands = ranks(SYLLABLES.length * CHARACTERS.length, 1)
  const products = Array.from({ length: count }, (_, index): LoadedProduct => {
    const thing = demo.products[things[index] ?? 0] as LoadedProduct
    const [brand, model] = [brandOf(brands[index] ?? 0), modelOf(index)]
    return {
      ...thing,
      sku: `many-${index}`,
      title: each(thing.title, (text, locale) => `${brand[locale] ?? ''} ${model} ${text}`),
      // One sentence: what shops write of most of their things, and what can be loaded in a few minutes.
      description: each(thing.description, (text) => text.split(/(?<=。)|(?<=\.) /, 1)[0] ?? ''),
      priceAmount: Math.round(thing.priceAmount * (0.5 + random())),
      compareAtAmount: null,
      onHand: random() < 0.1 ? 0 : thing.onHand + 1,
    }
  })
  return { categories: demo.categories, products }
}

/** Two syllables, and a character for each. */
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
