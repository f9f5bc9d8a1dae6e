/** CSV files of Shopify and Medusa: what each row becomes, which rows are named and why, and what hostile files cost. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rowOf } from '../../../dev/catalog/export.ts'
import type { ForeignFormat } from '../../../dev/catalog/foreign/columns.ts'
import { amountIn, type Taken } from '../../../dev/catalog/foreign/convert.ts'
import type { Exported, ForeignFile } from '../../../dev/catalog/foreign/exported.ts'
import { MEDUSA_FILE } from '../../../dev/catalog/foreign/medusa.ts'
import { plainTextOf } from '../../../dev/catalog/foreign/plain-text.ts'
import { readForeign } from '../../../dev/catalog/foreign/read.ts'
import { SHOPIFY_FILE } from '../../../dev/catalog/foreign/shopify.ts'
import type { Rejection } from '../../../dev/catalog/import.ts'
import { newProductLine, stockLine } from '../../../src/contract/http/import.ts'

async function read(chunks: Iterable<string>, format: ForeignFormat = 'shopify', currency = 'CNY') {
  const taken: Taken[] = []
  const rejected: Rejection[] = []
  for await (const each of readForeign(chunks, format, { currency, locale: 'en' })) {
    taken.push(...each.taken)
    rejected.push(...each.rejected)
  }
  // The worker takes every line by the same schemas.
  for (const { product, onHand } of taken) {
    const checked = newProductLine.safeParse(product)
    expect(checked.error?.issues, product.sku).toBeUndefined()
    if (onHand !== null) expect(stockLine.safeParse({ sku: product.sku, onHand }).success).toBe(true)
  }
  return { taken, rejected, reasons: rejected.map(({ line, message }) => `${line} ${message}`) }
}

const HEAD =
  'Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Variant Compare At Price,Image Src,Image Position,Image Alt Text,Variant Image,Status,Google Shopping / Gender\n'
const SHIRT = [
  'shirt,Heron shirt,"<p>Soft &amp; light<script>alert(1)</script></p><ul><li>Linen</li></ul>",Heron,Shirts,"summer, linen",true,Size,S,Colour,Red,HS-1,150,4,129.50,150.00,https://cdn.example/a.jpg,2,Front,https://cdn.example/b.jpg,active,unisex',
  'shirt,,,,,,,,M,,Red,HS-2,150,-3,129.5,,https://cdn.example/b.jpg,1,,,,',
  'shirt,,,,,,,,M,,Blue,HS-3,150,,130,,http://cdn.example/c.jpg,3,,,,',
]

describe('a file of Shopify', () => {
  it('rows of a handle become the variants of a family, with texts, prices, units and images', async () => {
    const { taken, reasons } = await read([`${HEAD}${SHIRT.join('\n')}\n`])
    const [first] = taken
    expect(taken.map(({ product }) => product.sku)).toEqual(['HS-1', 'HS-2', 'HS-3'])
    expect(first?.onHand).toBe(4)
    expect(first?.product).toEqual({
      sku: 'HS-1',
      title: { en: 'Heron shirt – S / Red' },
      description: { en: 'Soft & light\n• Linen' },
      status: 'active',
      labels: ['summer', 'linen'],
      attributes: { vendor: 'Heron', type: 'Shirts' },
      price: { amount: 12_950, currency: 'CNY' },
      compareAtPrice: { amount: 15_000, currency: 'CNY' },
      images: [
        { src: 'https://cdn.example/b.jpg', alt: {} },
        { src: 'https://cdn.example/a.jpg', alt: { en: 'Front' } },
      ],
      weightGrams: 150,
      family: {
        id: 'shirt',
        title: { en: 'Heron shirt' },
        options: [
          { name: { en: 'Size' }, value: { en: 'S' } },
          { name: { en: 'Colour' }, value: { en: 'Red' } },
        ],
      },
    })
    expect(reasons).toEqual([
      '4 image: "http://cdn.example/c.jpg" is not an https address; the image is left out',
      '3 quantity: "-3" is not a number of units; the units stay as they are',
    ])
  })

  it('a product with the default title has no family, and a file of the newer columns is read too', async () => {
    const { taken } = await read([
      'Title,URL handle,SKU,Price,Option1 name,Option1 value,Inventory quantity\nMug,mug,,9,Title,Default Title,7\n',
    ])
    expect(taken).toMatchObject([{ product: { sku: 'mug', price: { amount: 900 } }, onHand: 7 }])
    expect(taken[0]?.product).not.toHaveProperty('family')
  })

  it.each([
    ['a,A,,,,,,Size,S,,,A 1,,,1,,,,,,,', 'sku: "A 1" must be 1–64 of'],
    ['a,A,,,,,,Size,S,,,A1,,,1.005,,,,,,,', 'price: "1.005" is not an amount in CNY'],
    ['a,A,,,,,,Size,S,,,A1,,,=1+1,,,,,,,', 'price: "=1+1" is not an amount'],
    ['a,,,,,,,Size,S,,,A1,,,1,,,,,,,', 'has no title'],
    [',A,,,,,,Size,S,,,A1,,,1,,,,,,,', 'has no handle'],
    ['a,A,,,,,,Size,S,,,A1,,,1,,,,,,,\na,,,,,,,,S,,,A2,,,1,,,,,,,', 'has the options of an earlier line'],
    ['a,A,,,,,,Size,S,,,A1,,,1,,,,,,,\na,,,,,,,,M,,,A1,,,1,,,,,,,', 'sku: A1 is in an earlier line'],
    ['a,A,,,,,,Size,S,,,A1,,,1,,,,,,,\na,,,,,,,,,,,A2,,,1,,,,,,,', 'has no value for one of its options'],
    [
      'a,A,,,,,,,,,,A1,,,1,,,,,,,\nb,B,,,,,,,,,,B1,,,1,,,,,,,\na,A,,,,,,,,,,A2,,,1,,,,,,,',
      'the handle a is in earlier lines',
    ],
    ['a,A,"never closed', 'has a quotation mark that is never closed'],
  ])('a row that cannot be taken is named with its line: %s', async (rows, reason) => {
    const { reasons } = await read([`${HEAD}${rows}\n`])
    const last = rows.split('\n').length + 1
    expect(reasons).toHaveLength(1)
    expect(reasons[0]).toContain(`${last} ${reason}`)
  })

  it('a file without a required column is refused as a whole', async () => {
    await expect(read(['Handle,Title\na,A\n'])).rejects.toThrow('no column variant price')
    await expect(read([''])).rejects.toThrow('no header')
  })

  it('an export of what was imported imports as the same products', async () => {
    const whole = [
      SHIRT[0],
      SHIRT[1]?.replace('-3', '2'),
      SHIRT[2]?.replace('http:', 'https:').replace('HS-3,150,', 'HS-3,150,5'),
    ]
    const { taken } = await read([
      `${HEAD}${whole.join('\n')}\nmug,=Mug,,,,,true,Title,Default Title,,,mug,0,1,5,,,,,,draft,\n`,
    ])
    const units = new Map(taken.map(({ product, onHand }) => [product.sku, onHand ?? 0]))
    // The cast: the worker exports the lines that it took, with defaults for absent fields.
    const exported = taken.map(({ product }) => ({
      description: {},
      attributes: {},
      weightGrams: 0,
      ...product,
    })) as unknown as Exported[]
    const groups = [...Map.groupBy(exported, ({ family, sku }) => family?.id ?? sku).values()]
    const fileOf = ({ header, rows }: ForeignFile) =>
      [header('CNY'), ...groups.flatMap((variants) => rows(variants, units, 'en'))]
        .map((cells) => rowOf([...cells]))
        .join('')
    const again = await read([fileOf(SHOPIFY_FILE)])
    expect(again.rejected).toEqual([])
    expect(again.taken.map(({ product, onHand }) => ({ product, onHand }))).toEqual(
      taken.map(({ product, onHand }) => ({ product, onHand: onHand ?? 0 })),
    )
    const ofMedusa = await read([fileOf(MEDUSA_FILE)], 'medusa')
    expect(ofMedusa.rejected).toEqual([])
    const kept = ({ product }: Taken) => {
      // Medusa has no column for these, and one list of images for all variants.
      const { labels: _, attributes: __, compareAtPrice: ___, images: ____, ...rest } = product
      return rest
    }
    expect(ofMedusa.taken.map(kept)).toEqual(taken.map(kept))
    expect(ofMedusa.taken[0]?.product.images).toHaveLength(3)
  })

  it('a bomb is bounded: fields, rows of a product, and images', async () => {
    const huge = (text: string) =>
      Array.from({ length: Math.ceil(text.length / 65_536) }, (_, at) => text.slice(at * 65_536, (at + 1) * 65_536))
    const field = `${HEAD}a,A,"${'<b>'.repeat(400_000)}",,,,,,,,,A1,,,1,,,,,,,\n`
    expect((await read(huge(field))).reasons[0]).toContain('is longer than')
    const rows = Array.from(
      { length: 3_000 },
      (_, at) => `a,A,,,,,,Size,S${at},,,A${at},,,1,,https://x.example/${at},,,,,`,
    )
    const { taken, reasons } = await read([`${HEAD}${rows.join('\n')}\n`])
    expect(taken).toHaveLength(100)
    expect(reasons.filter((reason) => reason.includes('can have at most 100'))).toHaveLength(2_400)
    expect(reasons.filter((reason) => reason.includes('can have at most 2500 rows'))).toHaveLength(500)
    expect(reasons.filter((reason) => reason.includes('only the first 20'))).toHaveLength(1)
  })
})

it('a file of Medusa has one row for each variant, with the price of the currency', async () => {
  const { taken, reasons } = await read(
    [
      'Product Id,Product Handle,Product Title,Product Description,Product Status,Product Tags,Variant Sku,Variant Inventory Quantity,Variant Option 1 Name,Variant Option 1 Value,Variant Price EUR,Variant Price CNY,Product Image 1\n',
      'p1,tea,Tea,Green,published,"new,hot",T100,3,Weight,100 g,5,39.90,https://cdn.example/t.jpg\n',
      'p1,tea,Tea,Green,published,"new,hot",T250,0,Weight,250 g,9,89,https://cdn.example/t.jpg\n',
      'p2,cup,Cup,,draft,,CUP,1,,,3,,\n',
    ],
    'medusa',
  )
  expect(taken).toMatchObject([
    { product: { sku: 'T100', price: { amount: 3_990 }, family: { id: 'tea' }, labels: ['new', 'hot'] }, onHand: 3 },
    {
      product: { sku: 'T250', title: { en: 'Tea – 250 g' }, images: [{ src: 'https://cdn.example/t.jpg' }] },
      onHand: 0,
    },
  ])
  expect(reasons).toEqual(['4 price: "" is not an amount in CNY'])
})

describe('values', () => {
  it('a price is exact in any currency', () => {
    expect(['0.1', '12.30', '7', '1.234', '1e3', '1,5', '-1', ''].map((text) => amountIn(text, 'CNY'))).toEqual([
      10,
      1_230,
      700,
      null,
      null,
      null,
      null,
      null,
    ])
    expect([amountIn('12.00', 'JPY'), amountIn('12.5', 'JPY'), amountIn('1.234', 'KWD')]).toEqual([12, null, 1_234])
  })

  it.each([
    ['<p title="a>b">One</p><style>p{}</style>two<br>three', 'One\ntwo\nthree'],
    ['&lt;script&gt; &#x3c;b&#62; &copy; &#0; &bogus;', '<script> <b> © &bogus;'],
    ['1 < 2 <3', '1 < 2 <3'],
    ['<!-- <p>x</p> -->kept<script>never closed', 'kept'],
    ['<SCRIPT>x</SCRIPT >after<img src=x onerror=alert(1)>', 'after'],
  ])('HTML becomes plain text: %s', (html, text) => {
    expect(plainTextOf(html)).toBe(text)
  })

  it('no element of any HTML is left, and reading it takes linear time', () => {
    const part = fc.constantFrom(
      '<b>',
      '</b>',
      '<script>',
      '</script>',
      '<!--',
      '-->',
      '<',
      '>',
      '"',
      '&lt;',
      'x',
      '\n',
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        const source = parts.filter((each) => each !== '&lt;').join('')
        expect(plainTextOf(source)).not.toMatch(/<\/?(?:b|script)>/)
      }),
    )
    for (const bomb of ['<', '<script>', '</', '<!--', '<a b="', '&']) plainTextOf(bomb.repeat(200_000))
  }, 5_000)
})
