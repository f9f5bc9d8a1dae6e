/**
 * Rows of products and their effects. Invariants: a row that is imported twice changes nothing the second time; a field
 * without a column or with an empty cell stays unchanged.
 */
import { describe, expect, it } from 'vitest'
import { useOwnTexts } from '../../../src/contract/issue-text.ts'
import { readProductHeader } from '../../../src/domain/import/product-columns.ts'
import { NOW, productOf, take } from './taken.ts'

useOwnTexts()

describe('a row of CSV', () => {
  it('a row makes a product, with defaults for all fields that it does not set', () => {
    const { products, rejected, writes } = take(
      'id,title,price,image_url\npot,茶壶,12900,/a.jpg https://x.example/b.jpg|/c.jpg\n',
    )
    expect(rejected).toEqual([])
    expect(products).toEqual([
      {
        ...{ sku: 'pot', title: { 'zh-CN': '茶壶' }, description: {}, category: 'default', priceAmount: 12_900 },
        ...{
          compareAtAmount: null,
          images: ['/a.jpg', 'https://x.example/b.jpg', '/c.jpg'],
          attributes: {},
          labels: [],
          family: null,
        },
        ...{ status: 'active', onHand: 0, held: 0, weightGrams: 0, version: 1, createdAt: NOW, updatedAt: NOW },
      },
    ])
    expect(writes[0]?.effects).toEqual(['created'])
  })

  it('a column that is missing or a cell that is empty leaves the field of an existing product unchanged', () => {
    const held = productOf('pot')
    const { products } = take('price,id,title:en,labels,attribute:colour:en\n9900,pot,,sale|new,green\n', [held])
    expect(products).toEqual([
      {
        ...held,
        ...{ priceAmount: 9_900, labels: ['sale', 'new'], version: 5, updatedAt: NOW },
        attributes: { colour: { en: 'green', 'zh-CN': '蓝' }, size: 'L' },
      },
    ])
  })

  it('a row creates a deleted product again as a new one, under its next version', () => {
    const held = productOf('pot', { status: 'deleted' })
    expect(take('id,title,price\npot,x,1\n', [held]).products).toMatchObject([
      { version: 5, status: 'active', attributes: {}, onHand: 0, held: 0, createdAt: NOW },
    ])
    expect(take('id,price\npot,1\n', [held]).rejected).toEqual([
      { line: 2, message: 'title: is missing, and the product does not exist yet' },
    ])
  })

  it('two rows of one product are both applied, in their order, as one edit', () => {
    const { writes, products } = take('id,title,price\npot,one,1\npot,two,\npot,,3\n')
    expect(writes.map(({ effects }) => effects)).toEqual([['created', 'updated', 'updated']])
    expect(products).toMatchObject([{ title: { 'zh-CN': 'two' }, priceAmount: 3, version: 1 }])
    expect(take('id,price\npot,1\npot,12900\n', [productOf('pot')])).toMatchObject({ writes: [], unchanged: 2 })
  })

  it.each([
    ['a price with a point', '1,12.50', 'price: '],
    ['a negative price', '1,-1', 'price: '],
    ['a price beyond counting', '1,9999999999999', 'price: '],
    ['an id with a slash', 'a/b,1', 'id: must be 1–64'],
    ['no id', ',1', 'id: must be 1–64'],
    ['a cell too many', '1,1,1,x', 'has 4 columns, but the header has 3'],
    ['a cell too few', '1', 'has 1 columns, but the header has 3'],
    ['a NUL', '1,1,a\0b', 'title:zh-CN: contains a NUL character'],
    ['a long title', `1,1,${'x'.repeat(301)}`, 'title:zh-CN: '],
  ])('a row with %s is rejected with its line and reason, and other rows are imported', (_, row, reason) => {
    const padded = row.split(',').length === 2 ? `${row},t` : row
    const { rejected, products } = take(`id,price,title\nok,1,fine\n${padded}\nok2,2,fine\n`)
    expect(rejected).toEqual([{ line: 3, message: expect.stringContaining(reason) }])
    expect(products.map(({ sku }) => sku)).toEqual(['ok', 'ok2'])
  })

  it.each([
    ['category', 'nowhere', 'category: is not a category'],
    ['currency', 'EUR', 'currency: must be CNY'],
    ['status', 'deleted', 'status: '],
    ['image_url', 'http://x.example/a.jpg', 'image_url: must be an https URL'],
    ['labels', 'x'.repeat(51), 'labels: '],
    ['attribute:colour', 'x'.repeat(501), 'attribute:colour: '],
    ['description:en', 'x'.repeat(10_001), 'description:en: '],
  ])('a row with a wrong %s is rejected', (column, cell, reason) => {
    const { rejected, writes } = take(`id,title,price,${column}\npot,t,1,${cell}\n`)
    expect(rejected).toEqual([{ line: 2, message: expect.stringContaining(reason) }])
    expect(writes).toEqual([])
  })

  it('a row may not exceed the limits of a product', () => {
    const attributes = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`a${n}`, 'x']))
    const held = productOf('pot', { attributes })
    expect(take('id,attribute:more\npot,x\n', [held]).rejected).toEqual([
      { line: 2, message: expect.stringContaining('50 attributes') },
    ])
    expect(take('id,attribute:colour,attribute:colour:en\npot,x,y\n', [held]).rejected).toHaveLength(1)
  })
})

describe('a header', () => {
  it.each([
    [
      'id,titel,prize',
      'titel',
      'is not a column of this file, and neither is prize; the columns are id (or sku), title',
    ],
    ['id,title,price,id', 'id', 'appears twice'],
    ['id,sku', 'sku', 'appears twice'],
    ['id,title,title:zh-CN', 'title:zh-CN', 'appears twice'],
    ['title,price', 'id', 'is missing'],
    ['id,,price', '', 'has no name'],
    ['id,attribute:', 'attribute:', 'is not a column'],
    ['id,attribute:__proto__', 'attribute:__proto__', 'is not a column'],
    ['id|title|price', 'id|title|price', 'is not a column'],
    ['i\0d\0', '?', 'NUL'],
  ])('the header %j refuses the file, and the message names the column', (header, column, message) => {
    expect(readProductHeader(header.split(','), 'zh-CN')).toEqual({
      ok: false,
      refusal: { column, message: expect.stringContaining(message) },
    })
  })

  it('a header may have its names in any order and case, with spaces around them', () => {
    const { products } = take(' PRICE , Title:en,ID\n1,x,pot\n')
    expect(products).toMatchObject([{ sku: 'pot', title: { en: 'x' }, priceAmount: 1 }])
  })
})

describe('a line of JSON', () => {
  const NDJSON = 'application/x-ndjson'
  it('a line of JSON makes a product in the shape of the API, or edits one by some of its fields', () => {
    const price = { amount: 5, currency: 'CNY' }
    const text = `${JSON.stringify({ sku: 'new', title: { en: 'x' }, price })}\n\n${JSON.stringify({ sku: 'pot', title: { en: 'y' }, compareAtPrice: null })}\n`
    expect(take(text, [productOf('pot')], NDJSON).products).toMatchObject([
      { sku: 'new', category: 'default', priceAmount: 5 },
      { sku: 'pot', title: { en: 'y' }, compareAtAmount: null, priceAmount: 12_900 },
    ])
  })

  it.each([
    ['{"sku":"a"', 'is not JSON'],
    ['[1]', 'is not a JSON object'],
    ['{"sku":"a","titel":{}}', 'has unknown fields: titel'],
    ['{"title":{}}', 'sku: '],
    ['{"sku":"pot","price":{"amount":1.5,"currency":"CNY"}}', 'price.amount: '],
    ['{"sku":"pot","price":{"amount":1,"currency":"EUR"}}', 'price.currency: must be CNY'],
    ['{"sku":"pot","title":{"en":"\\u0000"}}', 'NUL'],
    ['{"sku":"pot","__proto__":{}}', '__proto__'],
    ['{"sku":"pot"}', 'names nothing'],
  ])('the line %s is rejected', (line, reason) => {
    const { rejected, writes, unchanged } = take(`${line}\n`, [productOf('pot'), productOf('a')], NDJSON)
    if (reason === 'names nothing') expect([rejected, unchanged]).toEqual([[], 1])
    else expect(rejected).toEqual([{ line: 1, message: expect.stringContaining(reason) }])
    expect(writes).toEqual([])
  })
})

it('a body is read up to the limit of records', () => {
  const { rejected } = take('x\n'.repeat(100_500), [], 'application/x-ndjson')
  expect(rejected).toHaveLength(100_001)
  expect(rejected.at(-1)).toEqual({
    line: 100_001,
    message: expect.stringContaining('this line and the lines after it were not read'),
  })
})
