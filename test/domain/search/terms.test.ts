// Search terms. Invariants: a product is found by its words in any spelling, hostile input is plain text, and both
// sides are bounded.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { indexTerms, queryTerms } from '../../../src/domain/search/terms.ts'
import { finds } from '../../tiers/support/search-model.ts'

const titled = (...titles: readonly string[]) => ({
  sku: '',
  title: Object.fromEntries(titles.map((title, place) => [`l${place}`, title])),
  description: {},
  attributes: {},
})
const described = (text: string) => ({ sku: '', title: {}, description: { en: text }, attributes: {} })
const coded = (sku: string) => ({ sku, title: { en: 'Linen Dress' }, description: {}, attributes: {} })
const termsOf = (text: string) => queryTerms(text).map(({ term }) => term)
const weightOf = (texts: Parameters<typeof indexTerms>[0], wanted: string) =>
  indexTerms(texts).find(({ term }) => term === wanted)?.weight ?? 0

// Words in several scripts, with marks, digits and joints inside; 30 of them make at most as many terms as are kept.
const letters = 'abcxyzéßøŁİςжйДשمहि0159-’._&™\u00ad'
const word = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 9 })
const han = fc.string({
  unit: fc.constantFrom(...'手机降噪耳茶壶的一二三々ーあカ무선ไทย𠮷'),
  minLength: 1,
  maxLength: 30,
})
const anything = fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ maxLength: 3_000 }), han)

describe('the text of a product', () => {
  it('a product is found by any of its whole words in a row', () => {
    const words = fc.array(fc.oneof(word, han), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(words, fc.nat(), fc.nat(), fc.boolean(), (all, from, length, inTitle) => {
        const text = all.join(' ')
        const start = from % all.length
        const asked = all.slice(start, start + 1 + (length % all.length)).join(' ')
        const product = inTitle ? titled(text) : described(text)
        expect(queryTerms(asked).length === 0 || finds(product, asked)).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  it('a product is found by any run of its Chinese characters, also by a single one', () => {
    fc.assert(
      fc.property(han, fc.nat(), fc.nat(), (title, from, length) => {
        const characters = [...title]
        const start = from % characters.length
        const asked = characters.slice(start, start + 1 + (length % characters.length)).join('')
        expect(queryTerms(asked).length === 0 || finds(titled('前 缀', title), asked)).toBe(true)
      }),
    )
  })

  it('a product is found by the beginning of any word of its title', () => {
    const plain = fc.string({ unit: fc.constantFrom(...'abcdefsu15'), minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(fc.array(plain, { minLength: 1, maxLength: 6 }), fc.nat(), fc.nat(), (words, place, length) => {
        const typed = (words[place % words.length] ?? '').slice(0, 1 + (length % 12))
        expect(finds(titled(words.join(' ')), typed)).toBe(true)
      }),
    )
  })

  it.each([
    ['iPhone 15 Pro', ['iphone', '15', 'pro', 'iphone15', 'iPhone15Pro', 'iphone-15', '15pro', 'i', 'IPHO']],
    ['Wi-Fi 6 router', ['wi', 'fi', 'wifi', 'wi-fi', 'WiFi', 'wifi6']],
    ['WiFi T Shirt, tshirts', ['wi-fi', 't-shirt', 'T-Shirts', 'wifi']],
    ['WH-1000XM5', ['wh1000xm5', 'wh-1000', '1000xm5', 'xm5', 'WH 1000 XM5']],
    ['Charger 65 W, USB-C', ['65w', '65 w', 'usbc', 'usb c', 'usb-c', 'chargers']],
    ['10,000 mAh, 6.1 in', ['10000', '10,000', '10000mAh', '6.1', '6,1', '6.1in']],
    ['Café Straße Łódź Ærø İstanbul ΛΌΓΟΣ', ['cafe', 'CAFÉ', 'strasse', 'lodz', 'aero', 'istanbul', 'λογος', 'λογοσ']],
    ['ＵＳＢ　ｹｰﾌﾞﾙ', ['usb', 'ケーブル', 'usb ケーブル', 'ケ']],
    ['降噪头戴耳机', ['降噪', '耳机', '降噪耳机', '头戴耳机', '机']],
    ['真无线耳机 充电盒', ['无线', '无线耳机', '耳机充电盒', '耳机 充电盒']],
    ['무선 이어폰', ['이어폰', '이어', '무선이어폰']],
    ['หูฟังไร้สาย', ['ไร้สาย', 'หูฟัง']],
    ['Wild Berries', ['berry', 'berries', 'berr', 'berrie', 'wild-berry']],
    ['Berry Hoodie', ['berries', 'hoodies', 'hoodie', 'hood']],
    ['Gift Box, Wristwatch, Dress, Brush, Mango', ['boxes', 'wristwatches', 'dresses', 'brushes', 'mangoes', 'mango']],
    ['Boxes, Watches, Dresses, Brushes, Mangoes', ['box', 'watch', 'dress', 'brush', 'mango', 'boxes', 'watches']],
    ['Gift Box 🎁 for 👩‍💻', ['🎁', 'gift 🎁', 'box🎁', '👩‍💻', '👩', 'gift 🎈']],
    ['Flag of Japan 🇯🇵, ❤️', ['🇯🇵', '❤', '❤️', 'japan🇯🇵']],
    ['Chef’s noise-cancelling pens', ['chefs', "chef's", 'noise cancelling', 'noise-cancelling', 'pen', 'pens']],
  ])('%s is found by every common spelling', (title, queries) => {
    for (const query of queries) expect(finds(titled(title), query), query).toBe(true)
  })

  it.each([
    [
      'KT-INS114-DRE',
      ['KT-INS114-DRE', 'kt-ins114', 'KT-', 'KT-INS', 'ktins114dre', 'kt ins114 dre', 'INS114-DRE', '114'],
    ],
    ['longjing-250', ['longjing-250', 'longjing', 'longjing 250', 'longjing-2']],
    ['A.b_C-9', ['A.b_C-9', 'a.b', 'abc9']],
  ])('the SKU %s is found whole, by its beginning and by any of its parts', (sku, queries) => {
    for (const query of queries) expect(finds(coded(sku), query), query).toBe(true)
    expect(finds(coded(sku), `${sku}x`)).toBe(false)
  })

  it('a whole SKU ranks its product before those whose SKU only begins with it', () => {
    expect(weightOf(coded('KT-1'), 'kt1')).toBeGreaterThan(weightOf(coded('KT-1'), 'kt'))
    expect(weightOf(coded('KT-1'), 'kt1') * 2).toBeGreaterThan(weightOf(coded('KT-10'), 'kt10'))
  })

  it.each([
    ['降噪耳机', '降噪手机'],
    ['iPhone 15', 'iphone 16'],
    ['iPhone 15', 'phone'],
    ['绿茶', '红茶'],
    ['机手', '手机'],
    ['6.1 in', '61'],
  ])('%s is not found by %s', (title, query) => {
    expect(finds(titled(title), query)).toBe(false)
  })
})

describe('weights', () => {
  it('weights rise from the description to attributes to the title, and a term has its greatest weight', () => {
    const product = {
      sku: '',
      title: { en: 'one' },
      attributes: { a: 'two one' },
      description: { en: 'three two one' },
    }
    const [one, two, three] = ['one', 'two', 'three'].map((term) => weightOf(product, term))
    expect(one).toBeGreaterThan(two ?? 0)
    expect(two).toBeGreaterThan(three ?? 0)
    expect(three).toBeGreaterThan(0)
  })

  it('weights are greater in a short title, and for the noun that says what the title is', () => {
    expect(weightOf(titled('iPhone 15'), 'iphone')).toBeGreaterThan(weightOf(titled('Case iPhone 15 in red'), 'iphone'))
    expect(weightOf(titled('智能手机'), '手机')).toBeGreaterThan(weightOf(titled('手机支架'), '手机'))
    expect(weightOf(titled('Compact Phone 128 GB'), 'phone')).toBeGreaterThan(
      weightOf(titled('Phone Stand 20 cm'), 'phone'),
    )
    expect(weightOf(titled('Cakes, Box of 12'), 'cake')).toBeGreaterThan(weightOf(titled('Cakes, Box of 12'), 'box'))
  })
})

describe('limits of terms', () => {
  it('a product has at most 400 distinct terms and a query 16, each of 1–64 characters or one emoji', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 4 }), (texts) => {
        const [a = '', b = '', c = '', d = ''] = texts
        const found = indexTerms({
          sku: '',
          title: { x: a, y: b },
          description: { x: c, y: d },
          attributes: { n: b, m: { x: d } },
        })
        const wanted = queryTerms(texts.join(' '))
        expect(found.length).toBeLessThanOrEqual(400)
        expect(wanted.length).toBeLessThanOrEqual(16)
        for (const terms of [found, wanted].map((all) => all.map(({ term }) => term))) {
          expect(new Set(terms).size).toBe(terms.length)
          for (const term of terms) {
            expect(term).toMatch(/^(?:[\p{L}\p{N}\p{M}.]+|\p{RI}{2}|\p{Extended_Pictographic})$/u)
            expect([...term].length).toBeLessThanOrEqual(64)
          }
        }
        for (const { weight } of found) expect(Number.isInteger(weight) && weight > 0).toBe(true)
      }),
    )
  })

  it('a long text displaces no terms of the title or of the other languages', () => {
    const long = (prefix: string) => Array.from({ length: 2_000 }, (_, n) => `${prefix}${n}x`).join(' ')
    const product = {
      sku: '',
      title: { en: 'Tea' },
      attributes: { kind: 'green' },
      description: { en: long('a'), de: long('b') },
    }
    for (const query of ['tea', 'green', 'a7x', 'b7x']) expect(finds(product, query), query).toBe(true)
    expect(indexTerms(product)).toHaveLength(400)
  })

  it.each(['a-', '茶', '1,', '\u0301', 'ﷺ', 'a b'])('100,000 times %j makes no more terms than the limits', (piece) => {
    const text = piece.repeat(100_000)
    expect(indexTerms({ ...titled(text), description: { en: text } }).length).toBeLessThanOrEqual(400)
    expect(queryTerms(text).length).toBeLessThanOrEqual(16)
  })
})

describe('the text of a query', () => {
  it.each(['', ' ', '%', '_', '*', '"\'`', '+-~<>()@', '\0', '\ud800', '©', '。，！', '--', '/**/', '™', '᧠⻌'])(
    '%j has no search terms',
    (text) => {
      expect(queryTerms(text)).toEqual([])
    },
  )

  it.each([
    ['"drop table"; --', ['drop', 'table']],
    ['+must -not ~maybe*', ['must', 'not', 'maybe']],
    ['a% b_ \\c', ['a', 'b', 'c']],
    ['NEAR/3 (x OR y)', ['near', '3', 'x', 'or', 'y']],
    ['null\0byte', ['null', 'byte']],
  ])('%j is split into plain words', (text, terms) => {
    expect(termsOf(text)).toEqual(terms)
  })

  it('texts with broken types, as another system may write them, are skipped', () => {
    const broken = { sku: 'x', title: { en: 5 }, description: { en: null }, attributes: { a: null, b: 7, c: ['tea'] } }
    // The cast: another system may write values of other types.
    expect(indexTerms(broken as unknown as Parameters<typeof indexTerms>[0]).map(({ term }) => term)).toContain('tea')
  })
})
