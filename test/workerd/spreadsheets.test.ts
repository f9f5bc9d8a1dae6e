/** Files of spreadsheets: delimiters, charsets and empty columns in imports, and exports that are safe to open. */
import { beforeAll, describe, expect, it } from 'vitest'
import { adminProductSchema } from '../../src/contract/answers/admin-catalogue.ts'
import { importReportSchema } from '../../src/contract/answers/import.ts'
import { operator } from './support/client.ts'
import { product, stock } from './support/shop.ts'

const FORMULA = '=HYPERLINK("http://evil.example","x")'

beforeAll(() => stock(product('teapot', { title: { en: FORMULA, 'zh-CN': "'=1" } }), product('cup', { onHand: 3 })))

const send = (body: string | Uint8Array, type = 'text/csv', what = 'products') =>
  operator.call('POST', `/v1/admin/import/${what}`, body, { 'content-type': type })
const report = async (...given: Parameters<typeof send>) => {
  const reply = await send(...given)
  expect(reply.status, reply.text).toBe(200)
  return reply.as(importReportSchema)
}
const title = async (sku: string) => (await operator.get(`/v1/admin/products/${sku}`)).as(adminProductSchema).title

/** UTF-16: two bytes per character, with a byte order mark. */
function utf16(text: string, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * text.length + 2))
  view.setUint16(0, 0xfeff, littleEndian)
  for (let at = 0; at < text.length; at++) view.setUint16(2 * at + 2, text.charCodeAt(at), littleEndian)
  return new Uint8Array(view.buffer)
}
const joined = (...parts: readonly (string | readonly number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : part)))

describe('an import', () => {
  it.each([
    ['semicolons', 'id;title:en;price\nsemi;Pot;100\n', 'semi'],
    ['tabs', 'id\ttitle:en\tprice\ntabs\tPot\t100\n', 'tabs'],
    ['a line sep=', 'sep=;\r\nid;title:en;price\r\nsep;Pot;100\r\n', 'sep'],
    ['empty columns at the end', 'id,title:en,price,,\nempty,Pot,100,,\n', 'empty'],
  ])('an import reads a file with %s', async (_, text, sku) => {
    expect(await report(text)).toMatchObject({ created: 1, rejected: [] })
    expect(await title(sku)).toEqual({ en: 'Pot' })
  })

  it('an import names the line of a cell beyond the header', async () => {
    const { rejected } = await report('id,title:en,price,\nbeyond,Pot,100,x\n')
    expect(rejected).toEqual([{ line: 2, message: 'has 4 columns, but the header has 3' }])
  })

  it.each([
    ['text/csv', utf16('id\ttitle:en\tprice\nutf-le\t茶壶\t100\n', true), 'utf-le', '茶壶'],
    ['text/csv', utf16('id\ttitle:en\tprice\nutf-be\t茶壶\t100\n', false), 'utf-be', '茶壶'],
    ['text/csv; charset=gb18030', joined('id,title:en,price\ngb,', [0xb2, 0xe8, 0xba, 0xf8], ',100\n'), 'gb', '茶壶'],
    [
      'text/csv;charset="windows-1252"',
      joined('id,title:en,price\nlatin,Th', [0xe9], 'i', [0xe8], 're ', [0x80], ',100\n'),
      'latin',
      'Théière €',
    ],
    [
      'text/csv; charset=windows-1252',
      joined([0xef, 0xbb, 0xbf], 'id,title:en,price\nmarked,Caf', [0xc3, 0xa9], ',100\n'),
      'marked',
      'Café',
    ],
  ])('an import reads a file of type %s', async (type, bytes, sku, text) => {
    expect(await report(bytes, type)).toMatchObject({ created: 1, rejected: [] })
    expect(await title(sku)).toEqual({ en: text })
  })

  it('an import refuses invalid bytes and unknown charsets, and says how to correct the request', async () => {
    const broken = (await send(joined('id,title\nx,', [0xb2, 0xe8], '\n'))).refusal(400, 'invalid_request')
    expect(broken.detail).toContain('charset=gb18030')
    const unknown = (await send('id\nx\n', 'text/csv; charset=klingon')).refusal(400, 'invalid_request')
    expect(unknown.detail).toContain('klingon')
  })

  it('an import names all unknown columns and the known ones', async () => {
    const { detail } = (await send('sku,titel,prize\nx,y,1\n')).refusal(400, 'invalid_request')
    expect(detail).toMatch(
      /titel is not a column of this file, and neither is prize; the columns are id \(or sku\), title/,
    )
    const { detail: ofStock } = (await send('sku,amount\nx,1\n', 'text/csv', 'stock')).refusal(400, 'invalid_request')
    expect(ofStock).toMatch(/amount is not a column of this file; the columns are product_id \(or id, sku\), quantity/)
  })

  it.each(['id,quantity', 'sku,onHand', 'product_id,on_hand', 'SKU,OnHand'])(
    'an import of stock takes the columns %s',
    async (header) => {
      expect(await report(`${header}\ncup,3\n`, 'text/csv', 'stock')).toMatchObject({ unchanged: 1, rejected: [] })
    },
  )
})

describe('unseen characters in a file', () => {
  const SPACES = ['\u00a0', '\u200b', '\ufeff', '\u3000', '\u200e']

  it.each(SPACES)('an import of products ignores %j around columns, SKUs, prices and names', async (space) => {
    const sku = `seen-${space.codePointAt(0)}`
    const around = (text: string) => `${space}${text}${space}`
    const header = ['sku', 'title:en', 'price', 'category', 'status'].map(around).join(';')
    const row = [sku, 'Pot', '100', 'things', 'active'].map(around).join(';')
    expect(await report(`${header}\n${row}\n`)).toMatchObject({ created: 1, rejected: [] })
    expect(await title(sku)).toEqual({ en: 'Pot' })
    const line = { sku: around(sku), title: { en: 'Pan' } }
    const again = await report(`${JSON.stringify(line)}\n`, 'application/x-ndjson')
    expect(again).toMatchObject({ created: 0, updated: 1, rejected: [] })
    expect(await title(sku)).toEqual({ en: 'Pan' })
  })

  it.each(SPACES)('an import of units or rules ignores %j around columns and values', async (space) => {
    const file = (...rows: readonly (readonly string[])[]) =>
      rows.map((cells) => cells.map((cell) => `${space}${cell}${space}`).join(',')).join('\n')
    const counted = await report(file(['sku', 'quantity'], ['cup', '3']), 'text/csv', 'stock')
    expect(counted).toMatchObject({ unchanged: 1, rejected: [] })
    const code = `SEEN-${space.codePointAt(0)}`
    const header = ['code', 'type', 'value', 'is_active']
    const coupons = await report(file(header, [code, 'percentage', '5', 'true']), 'text/csv', 'coupons')
    expect(coupons).toMatchObject({ created: 1, rejected: [] })
    const id = code.toLowerCase()
    const rateHeader = ['id', 'option', 'title:en', 'countries', 'amount', 'estimated_days']
    const rate = [id, 'post', 'Post', `de${space}|${space}fr`, '490', '2']
    const rates = await report(file(rateHeader, rate), 'text/csv', 'shipping-rates')
    expect(rates).toMatchObject({ created: 1, rejected: [] })
    const stored = JSON.parse((await operator.get(`/v1/admin/shipping-rates/${id}`)).text)
    expect(stored).toMatchObject({ countries: ['DE', 'FR'], title: { en: 'Post' } })
  })
})

describe('an export', () => {
  it('an export runs no formula in a spreadsheet, is saved as a file, and is read back unchanged', async () => {
    const reply = await operator.get('/v1/admin/export/products?format=csv')
    expect(reply.headers.get('content-disposition')).toBe('attachment; filename="products.csv"')
    expect(reply.text).toContain(`"'=HYPERLINK(""http://evil.example"",""x"")"`)
    expect(reply.text).not.toMatch(/(?:^|,|")=/m)
    const answer = await report(reply.text)
    expect(answer).toMatchObject({ created: 0, updated: 0, rejected: [] })
    expect(await title('teapot')).toEqual({ en: FORMULA, 'zh-CN': "'=1" })
  })
})
