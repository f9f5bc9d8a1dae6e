/** What anybody may read: products, categories, the document and its page. */
import { beforeAll, describe, expect, it } from 'vitest'
import { categoryListSchema, productListSchema, productSchema } from '../../src/contract/http/catalogue.ts'
import { PROBLEMS } from '../../src/contract/problem.ts'
import { app } from '../../src/worker/app.ts'
import { DOCUMENTED } from '../../src/worker/routes/documents.ts'
import { isolate, stranger } from './support/client.ts'
import { objectCount } from './support/objects.ts'
import { bindings, product, record } from './support/shop.ts'

beforeAll(async () => {
  const name = (id: string) => ({ 'zh-CN': `类 ${id}`, en: `Kind ${id}` })
  const category = (id: string, parent: string | null, rank: number) => ({ id, parent, rank, name: name(id) })
  await record.load(
    [
      category('drinks', null, 1),
      category('teas', 'drinks', 1),
      category('green', 'teas', 1),
      category('pots', null, 2),
    ],
    [
      product('longjing', {
        category: 'green',
        labels: ['spring'],
        attributes: { origin: 'Hangzhou' },
        compareAtAmount: 1200,
      }),
      product('puer', { category: 'teas', onHand: 0, title: { 'zh-CN': '普洱' } }),
      product('water', { category: 'drinks', onHand: 3 }),
      product('pot', { category: 'pots', images: ['/pictures/pot.svg'] }),
      product('hidden', { category: 'teas', status: 'hidden' }),
      product('old', { category: 'teas', status: 'discontinued' }),
    ],
  )
})

const list = async (query = '', headers = {}) =>
  (await stranger.get(`/v1/products${query}`, headers)).as(productListSchema)
const skus = async (query: string) => (await list(query)).items.map(({ sku }) => sku)

describe('the list of products', () => {
  it('has what is for sale, in the order of the categories', async () => {
    expect(await skus('')).toEqual(['water', 'puer', 'longjing', 'pot'])
  })

  it('is narrowed by a category, with everything below it, and by stock', async () => {
    expect(await skus('?category=teas')).toEqual(['puer', 'longjing'])
    expect(await skus('?category=drinks&inStock=true')).toEqual(['water', 'longjing'])
    expect(await skus('?category=nothing')).toEqual([])
    expect(await skus('?inStock=false')).toHaveLength(4)
  })

  it('comes in pages that neither repeat nor leave out', async () => {
    const first = await list('?limit=3')
    expect(first.nextCursor).not.toBeNull()
    const second = await list(`?limit=3&cursor=${first.nextCursor}`)
    expect([...first.items, ...second.items].map(({ sku }) => sku)).toEqual(['water', 'puer', 'longjing', 'pot'])
    expect(second.nextCursor).toBeNull()
  })

  it.each([
    'cursor=nonsense',
    'cursor=W10',
    `cursor=${btoa('{"a":1}')}`,
    'limit=0',
    'limit=101',
    'limit=ten',
    'inStock=maybe',
    'colour=red',
  ])('refuses ?%s', async (query) => {
    ;(await stranger.get(`/v1/products?${query}`)).refusal(400, 'invalid_request')
  })

  it('is 503 while the record is down, never empty', async () => {
    const down = isolate({
      RECORD: { prepare: () => ({ bind: () => ({ raw: () => Promise.reject(new Error('D1_ERROR')) }) }) },
    })
    const reply = await stranger.through(down).get('/v1/products')
    reply.refusal(503, 'unavailable')
    expect(reply.headers.get('retry-after')).not.toBeNull()
  })
})

describe('a product', () => {
  it('shows texts in the wanted locale, price, stock and version', async () => {
    const reply = await stranger.get('/v1/products/longjing?locale=en')
    expect(reply.as(productSchema)).toEqual({
      sku: 'longjing',
      title: 'Product longjing',
      description: 'A product.',
      category: 'green',
      price: { amount: 1000, currency: 'CNY' },
      compareAtPrice: { amount: 1200, currency: 'CNY' },
      images: [],
      attributes: { origin: 'Hangzhou' },
      labels: ['spring'],
      availability: 'in_stock',
      version: 1,
    })
  })

  it('that is discontinued is shown as such; one that is hidden or absent is 404', async () => {
    expect((await stranger.get('/v1/products/old')).as(productSchema).availability).toBe('discontinued')
    ;(await stranger.get('/v1/products/hidden')).refusal(404, 'not_found')
    ;(await stranger.get('/v1/products/LONGJING')).refusal(404, 'not_found')
    ;(await stranger.get('/v1/products/no%20sku')).refusal(400, 'invalid_request')
  })

  it('has an ETag of version, locale and availability, and 304 for who has it', async () => {
    const reply = await stranger.get('/v1/products/longjing')
    const etag = reply.headers.get('etag') ?? ''
    expect(reply.headers.get('vary')).toContain('Accept-Language')
    const again = await stranger.get('/v1/products/longjing', { 'if-none-match': etag })
    expect([again.status, again.text]).toEqual([304, ''])
    expect((await stranger.get('/v1/products/longjing?locale=en', { 'if-none-match': etag })).status).toBe(200)
    await bindings.RECORD.prepare("UPDATE products SET on_hand = 0 WHERE sku = 'longjing'").run()
    const sold = await stranger.through(isolate()).get('/v1/products/longjing', { 'if-none-match': etag })
    expect(sold.as(productSchema).availability).toBe('out_of_stock')
    await bindings.RECORD.prepare("UPDATE products SET on_hand = 50 WHERE sku = 'longjing'").run()
  })
})

describe('categories', () => {
  it('are a tree with names and counts of what is for sale in and below them', async () => {
    const { items } = (await stranger.get('/v1/categories', { 'accept-language': 'en' })).as(categoryListSchema)
    expect(items).toEqual([
      {
        id: 'drinks',
        name: 'Kind drinks',
        count: 3,
        children: [
          {
            id: 'teas',
            name: 'Kind teas',
            count: 2,
            children: [{ id: 'green', name: 'Kind green', count: 1, children: [] }],
          },
        ],
      },
      { id: 'pots', name: 'Kind pots', count: 1, children: [] },
    ])
  })
})

it('reading the catalogue reaches no object', async () => {
  const before = await objectCount()
  for (const path of ['/v1/products', '/v1/products/pot', '/v1/categories', '/pictures/pot.svg'])
    await stranger.get(path)
  expect(await objectCount()).toBe(before)
})

describe('a picture', () => {
  it('is drawn for a product, its text escaped', async () => {
    await record.load([], [product('nasty', { title: { 'zh-CN': '<script>alert(1)</script>&"' } })])
    const reply = await stranger.get('/pictures/nasty.svg')
    expect(reply.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8')
    expect(reply.text).not.toContain('<script')
    expect(reply.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  it.each(['/pictures/none.svg', '/pictures/..%2Fpot.svg', '/pictures/.svg'])('%s is 404', async (path) => {
    ;(await stranger.get(path)).refusal(404, 'not_found')
  })
})

type Schema = { readonly [keyword: string]: unknown }
interface Operation {
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required: boolean
    readonly schema: Schema
  }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
  readonly responses: Readonly<
    Record<
      string,
      { readonly description: string; readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }
    >
  >
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[]
}
interface Document {
  readonly openapi: string
  readonly info: Readonly<Record<string, unknown>>
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>
    readonly securitySchemes: Readonly<Record<string, object>>
  }
}

describe('the OpenAPI document', () => {
  let document: Document
  beforeAll(async () => {
    // The shape is what the tests below prove, field by field.
    document = JSON.parse((await stranger.get('/openapi.json')).text) as Document
  })

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    )

  it('is of version 3.1, with title, version and licence', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d$/)
    expect(document.info).toMatchObject({
      title: 'Pannier',
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      license: { identifier: 'MIT' },
    })
  })

  it('has every route of /v1, and nothing that is not there', () => {
    const isRoute = ({ method, path }: { method: string; path: string }) => method !== 'ALL' && path.startsWith('/v1/')
    const served = new Set(app.routes.filter(isRoute).map(({ method, path }) => `${method} ${path}`))
    const documented = DOCUMENTED.map(({ method, path }) => `${method.toUpperCase()} ${path}`)
    expect([...served].sort()).toEqual(documented.filter((name) => name.includes(' /v1/')).sort())
    expect(new Set(documented).size).toBe(documented.length)
    for (const name of documented) {
      const [method = '', path = ''] = name.split(' ')
      expect(
        app.routes.some((route) => route.method === method && route.path === path),
        name,
      ).toBe(true)
      expect(document.paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()], name).toBeDefined()
    }
  })

  it('resolves every reference, and has no component that nothing refers to', () => {
    const text = JSON.stringify(document)
    const references = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference))
    expect(references.size).toBeGreaterThan(5)
    const components = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`)
    expect([...references].sort()).toEqual(components.sort())
    expect(text).not.toMatch(/"\$(schema|defs)"|"id":"[A-Z]/)
  })

  it('declares each parameter of a path, and none twice', () => {
    for (const { path, method, operation } of operations()) {
      const { parameters = [] } = operation
      const inPath = parameters
        .filter((parameter) => parameter.in === 'path')
        .map(({ name, required }) => [name, required])
      expect(inPath, `${method} ${path}`).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, true]))
      expect(new Set(parameters.map((parameter) => `${parameter.in} ${parameter.name}`)).size).toBe(parameters.length)
      for (const { schema } of parameters) expect(schema).toMatchObject({ type: expect.any(String) })
    }
  })

  it('gives each route an answer, and each refusal the problem document', () => {
    for (const { path, method, operation } of operations()) {
      const statuses = Object.keys(operation.responses)
      expect(
        statuses.some((status) => /^2\d\d$/.test(status)),
        `${method} ${path}`,
      ).toBe(true)
      for (const [status, { description, content }] of Object.entries(operation.responses)) {
        expect(description).not.toBe('')
        if (/^[45]/.test(status) && path !== '/readyz')
          expect(Object.keys(content ?? {})).toEqual(['application/problem+json'])
      }
    }
  })

  it('says who may call what', () => {
    for (const { path, operation } of operations()) {
      const wanted = path.startsWith('/v1/admin/') ? 'operator' : path.startsWith('/v1/cart') ? 'shopper' : undefined
      expect(operation.security, path).toEqual(wanted && [{ [wanted]: [] }])
      if (wanted) expect(document.components.securitySchemes[wanted]).toBeDefined()
    }
  })

  it('refuses unknown fields in bodies, and lets answers grow', () => {
    const objects = (schema: Schema): Schema[] => [
      ...(schema.type === 'object' && schema.properties ? [schema] : []),
      ...Object.values(schema).flatMap((inner) =>
        typeof inner === 'object' && inner !== null ? objects(inner as Schema) : [],
      ),
    ]
    for (const { path, operation } of operations()) {
      for (const { schema } of Object.values(operation.requestBody?.content ?? {})) {
        for (const body of objects(schema)) expect(body.additionalProperties, path).toBe(false)
      }
    }
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      for (const answer of objects(schema)) expect(answer.additionalProperties, name).not.toBe(false)
    }
  })
})

describe('the page /docs', () => {
  it('shows every route, and explains every code where problems point to', async () => {
    const reply = await stranger.get('/docs')
    expect(reply.headers.get('content-type')).toMatch(/^text\/html/)
    for (const { path } of DOCUMENTED) expect(reply.text).toContain(path)
    for (const code of Object.keys(PROBLEMS)) expect(reply.text).toContain(`id="${code}"`)
    expect(reply.text).not.toMatch(/<script|https?:\/\/(?!json-schema)/)
  })
})
