/**
 * Import and export over HTTP. Invariants: a line is applied whole or not at all; the same file again changes nothing;
 * an export that is imported again changes nothing.
 */
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { adminProductSchema } from '../../src/contract/answers/admin-catalogue.ts'
import { auditListSchema } from '../../src/contract/answers/audit.ts'
import { productSchema } from '../../src/contract/answers/catalogue.ts'
import { importReportSchema } from '../../src/contract/answers/import.ts'
import { Client, operator, Shopper, stranger } from './support/client.ts'
import { address, exhaust, tight } from './support/limits.ts'
import { product, record, stock } from './support/shop.ts'

beforeAll(() => stock(product('tea')))

let last = 0
const newSku = () => `imp-${Date.now().toString(36)}-${++last}`
const CSV = { 'content-type': 'text/csv' }
const NDJSON = { 'content-type': 'application/x-ndjson' }
const send = (body: string | Uint8Array | ReadableStream, headers: Record<string, string> = CSV, what = 'products') =>
  operator.call('POST', `/v1/admin/import/${what}`, body, headers)
const report = async (...given: Parameters<typeof send>) => {
  const reply = await send(...given)
  expect(reply.status, reply.text).toBe(200)
  return reply.as(importReportSchema)
}
const counts = (created: number, updated: number, unchanged: number) => ({ created, updated, unchanged, rejected: [] })
const shown = async (sku: string) => (await stranger.get(`/v1/products/${sku}?locale=en`)).as(productSchema)
const held = async (sku: string) => (await operator.get(`/v1/admin/products/${sku}`)).as(adminProductSchema)

describe('an import of products', () => {
  it('an import makes products, shows them at once, is audited, and changes nothing the second time', async () => {
    const [a, b] = [newSku(), newSku()]
    const file = `id,title,price,image_url,category\n${a},"A ""fine""\npot",12900,/a.jpg,things\n${b},壶,1,,\n`
    expect(await report(file)).toEqual(counts(2, 0, 0))
    expect(await shown(a)).toMatchObject({ title: 'A "fine"\npot', price: { amount: 12_900 }, images: ['/a.jpg'] })
    expect(await held(b)).toMatchObject({ title: { 'zh-CN': '壶' }, description: {}, category: 'default', version: 1 })
    expect(await report(file)).toEqual(counts(0, 0, 2))
    expect((await held(a)).version).toBe(1)
    const { items } = (await operator.get(`/v1/admin/audit?subject=product:${a}`)).as(auditListSchema)
    expect(items).toMatchObject([{ action: 'import', changes: { priceAmount: { from: null, to: 12_900 } } }])
    const category = (await record.listCategories()).find(({ id }) => id === 'default')
    expect(category?.name).toEqual({ 'zh-CN': '其他', en: 'Other' })
  })

  it('an import edits existing products by the given columns, and a shopper sees the edit at once', async () => {
    const sku = newSku()
    await report(`id,title:en,price\n${sku},Pot,100\n`)
    await shown(sku)
    expect(await report(`\ufeffprice,id\r\n200,${sku}\r\n`)).toEqual(counts(0, 1, 0))
    expect(await shown(sku)).toMatchObject({ title: 'Pot', price: { amount: 200 }, version: 2 })
    const line = JSON.stringify({ sku, title: { en: 'Jar' }, attributes: { colour: 'red' } })
    expect(await report(`${line}\n`, NDJSON)).toEqual(counts(0, 1, 0))
    expect(await held(sku)).toMatchObject({ title: { en: 'Jar' }, attributes: { colour: 'red' }, version: 3 })
  })

  it.each([
    [CSV, 'id,title,price\n', 'never,a,1\n'],
    [NDJSON, '', '{"sku":"never"}\n'],
  ])('blank lines count as lines: %j is read up to line 100,000', async (headers, header, after) => {
    const answer = await report(`${header}${'\n'.repeat(100_001)}${after}`, headers)
    expect(answer).toMatchObject({ created: 0, rejected: [{ message: expect.stringContaining('100000 lines') }] })
  })

  it('an import takes weights, and rejects invalid ones', async () => {
    const [sku, bad] = [newSku(), newSku()]
    const answer = await report(`id,title,price,weight_grams\n${sku},a,1,850\n${bad},a,1,0.5\n`)
    expect(answer).toMatchObject({ created: 1, rejected: [{ line: 3 }] })
    expect(answer.rejected[0]?.message).toMatch(/^weight_grams: /)
    expect(await held(sku)).toMatchObject({ weightGrams: 850 })
    expect(await report(`${JSON.stringify({ sku, weightGrams: 900 })}\n`, NDJSON)).toEqual(counts(0, 1, 0))
    expect(await report(`id,price,weight_grams\n${sku},1,\n`)).toEqual(counts(0, 0, 1))
    expect(await held(sku)).toMatchObject({ weightGrams: 900, version: 2 })
  })

  it('an import rejects invalid lines by their number in the file, and applies all others', async () => {
    const skus = Array.from({ length: 250 }, newSku)
    const lines = skus.map((sku, n) => (n % 50 === 7 ? `${sku},x,none` : `${sku},"Pot\n${n}",${n}`))
    const answer = await report(`id,title,price\n${lines.join('\n')}\n`)
    expect(answer).toMatchObject({ created: 245, updated: 0, unchanged: 0 })
    // Each valid record takes two lines of the file.
    expect(answer.rejected.map(({ line }) => line)).toEqual([16, 115, 214, 313, 412])
    for (const { message } of answer.rejected) expect(message).toMatch(/^price: /)
    expect((await record.getProducts(skus.filter((_, n) => n % 50 === 7))).size).toBe(0)
  })

  it('an import of one product on two lines applies the later one', async () => {
    const sku = newSku()
    expect(await report(`id,title,price\n${sku},a,1\n${sku},b,2\n`)).toEqual(counts(1, 1, 0))
    expect(await held(sku)).toMatchObject({ title: { 'zh-CN': 'b' }, version: 1 })
  })

  it('a dry run writes nothing, and reports what it would do', async () => {
    const sku = newSku()
    const path = '/v1/admin/import/products?dryRun=true'
    const reply = await operator.call('POST', path, `id,title,price\n${sku},a,1\ntea,,\n`, CSV)
    expect(reply.as(importReportSchema)).toEqual(counts(1, 0, 1))
    ;(await operator.get(`/v1/admin/products/${sku}`)).refusal(404, 'not_found')
  })

  it('simultaneous imports lose no edit', async () => {
    const sku = newSku()
    await report(`id,title,price\n${sku},a,1\n`)
    const edits = Array.from({ length: 4 }, (_, n) => report(`id,attribute:a${n}\n${sku},x\n`))
    const answers = await Promise.all(edits)
    const taken = answers.filter(({ updated }) => updated === 1).length
    expect(answers.every(({ updated, rejected }) => updated + rejected.length === 1)).toBe(true)
    const { attributes, version } = await held(sku)
    expect([Object.keys(attributes).length, version]).toEqual([taken, 1 + taken])
  })

  it.each([
    ['an unknown column', 'id,titel\nx,y\n', 'titel'],
    ['a column that is there twice', 'id,title,title\n', 'title'],
    ['no header', '\n\n', 'header'],
    ['no id', 'title,price\n', 'id'],
  ])('a file with %s is refused as a whole, and the refusal names the column', async (_, file, column) => {
    const { errors } = (await send(file)).refusal(400, 'invalid_request')
    expect(errors?.[0]?.path).toBe(column)
  })

  it.each<[string, Uint8Array | string]>([
    ['invalid UTF-8', new Uint8Array([0x69, 0x64, 0x0a, 0xff, 0xfe])],
    ['UTF-16', new Uint8Array([0x69, 0, 0x64, 0, 0x0a, 0])],
    ['nothing', ''],
  ])('a file of %s is refused as a whole', async (_, body) => {
    ;(await send(body)).refusal(400, 'invalid_request')
  })
})

describe('an import of stock', () => {
  it('an import of stock sets units on hand, at once for shoppers, and changes nothing the second time', async () => {
    const sku = newSku()
    await report(`id,title,price\n${sku},a,1\n`)
    expect((await shown(sku)).availability).toBe('out_of_stock')
    const file = `quantity,product_id\n7,${sku}\n1,nowhere-1\n-1,${sku}\n1.5,${sku}\n2147483648,${sku}\n`
    const first = await report(file, CSV, 'stock')
    expect(first).toMatchObject({ created: 0, updated: 1, unchanged: 0 })
    expect(first.rejected.map(({ line, message }) => `${line} ${message}`)).toEqual([
      expect.stringMatching(/^3 product_id: /),
      '4 quantity: must be at least 0',
      '5 quantity: must be a whole number',
      '6 quantity: must be at most 2147483647',
    ])
    expect((await shown(sku)).availability).toBe('in_stock')
    expect(await report(file, CSV, 'stock')).toMatchObject({ updated: 0, unchanged: 1 })
    expect(await report(`{"sku":"${sku}","onHand":9}\n`, NDJSON, 'stock')).toEqual(counts(0, 1, 0))
    await vi.waitUntil(async () => (await record.getProduct(sku))?.onHand === 9, { timeout: 10_000 })
    ;(await send('product_id\nx\n', CSV, 'stock')).refusal(400, 'invalid_request')
  })
})

describe('an export', () => {
  it.each(['csv', 'ndjson'] as const)(
    'an export as %s covers all pages, and changes nothing when imported again',
    async (format) => {
      const skus = Array.from({ length: 5 }, newSku)
      await report(
        `id,title:en,price,labels,attribute:size:en\n${skus.map((sku) => `${sku},"x, ""y""",5,a|b,"L\nXL"`).join('\n')}\n`,
      )
      for (const what of ['products', 'stock']) {
        let path: string | undefined = `/v1/admin/export/${what}?format=${format}&limit=100`
        const found: string[] = []
        while (path !== undefined) {
          const page = await operator.get(path)
          expect(page.headers.get('content-type')).toMatch(format === 'csv' ? /^text\/csv/ : /^application\/x-ndjson/)
          const again = await report(page.text, format === 'csv' ? CSV : NDJSON, what)
          expect(again).toMatchObject({ created: 0, updated: 0, rejected: [] })
          expect(again.unchanged).toBeLessThanOrEqual(100)
          found.push(page.text)
          path = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1]
        }
        for (const sku of skus) expect(found.join('').split(sku)).toHaveLength(2)
      }
    },
  )

  it('an export refuses an invalid cursor and too large a page', async () => {
    ;(await operator.get('/v1/admin/export/products?cursor=%25')).refusal(400, 'invalid_request')
    ;(await operator.get('/v1/admin/export/products?limit=1001')).refusal(400, 'invalid_request')
  })
})

describe('the body of an import', () => {
  const PLAIN = { 'content-type': 'text/plain' }
  const beyond = () => 'x'.repeat(8 * 1024 * 1024 + 1)

  it('the body of an import may have 8 MiB, and every other body keeps its limit', async () => {
    const filler = `tea,,"${'x'.repeat(10_001)}"\n`
    const text = `id,title,description\n${filler.repeat(820)}`
    expect(text.length).toBeGreaterThan(8_000_000)
    expect((await report(text)).rejected).toHaveLength(820)
    ;(await send(beyond())).refusal(413, 'payload_too_large')
    ;(await operator.call('POST', '/v1/admin/products', text, CSV)).refusal(413, 'payload_too_large')
    ;(await operator.call('POST', '/v1/admin/imports', text, CSV)).refusal(413, 'payload_too_large')
  })

  it('CSV and JSON lines are accepted by imports only', async () => {
    for (const headers of [PLAIN, { 'content-type': 'application/json' }]) {
      ;(await send('id\n', headers)).refusal(415, 'unsupported_media_type')
    }
    ;(await operator.call('POST', '/v1/admin/products', 'id\n', CSV)).refusal(415, 'unsupported_media_type')
    ;(await send('id\n', CSV, 'categories')).refusal(404, 'not_found')
  })

  it('an import is refused in this order: 413, 429 (address), 401, 429 (principal), 403, 415, 400', async () => {
    const path = '/v1/admin/import/products'
    const chunked = () =>
      new ReadableStream({
        pull(controller) {
          controller.enqueue(new Uint8Array(256 * 1024))
        },
      })
    ;(await stranger.call('POST', path, beyond(), PLAIN)).refusal(413, 'payload_too_large')
    // A body without a declared length is not read before its sender is authenticated.
    ;(await stranger.call('POST', path, chunked(), PLAIN)).refusal(401, 'unauthenticated')
    ;(await operator.call('POST', path, chunked(), PLAIN)).refusal(413, 'payload_too_large')
    const near = new Client(address(), tight())
    await exhaust(near, 'GET', '/healthz')
    ;(await near.call('POST', path, '\n', PLAIN)).refusal(429, 'rate_limited')
    ;(await stranger.call('POST', path, '\n', PLAIN)).refusal(401, 'unauthenticated')
    const guest = await Shopper.guest()
    ;(await guest.call('POST', path, '\n', PLAIN)).refusal(403, 'forbidden')
    const busy = (await Shopper.guest()).through(tight(), address())
    await exhaust(busy, 'POST', path)
    ;(await busy.call('POST', path, '\n', PLAIN)).refusal(429, 'rate_limited')
    ;(await operator.call('POST', path, new Uint8Array([0xff]), PLAIN)).refusal(415, 'unsupported_media_type')
    ;(await operator.call('POST', path, new Uint8Array([0xff]), CSV)).refusal(400, 'invalid_request')
  })
})
