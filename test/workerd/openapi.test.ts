/** The OpenAPI document and its page. Invariant: they describe exactly the served routes. */
import { beforeAll, describe, expect, it } from 'vitest'
import { accessOf } from '../../src/contract/access.ts'
import { DOCUMENTED } from '../../src/contract/openapi/documented.ts'
import { PROBLEMS } from '../../src/contract/problem.ts'
import { app } from '../../src/worker/app.ts'
import { stranger } from './support/client.ts'

type Schema = { readonly [keyword: string]: unknown }
interface Operation {
  readonly operationId?: string
  readonly description?: string
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

/** Generated clients name their methods after these: a renamed or missing id breaks them. */
const ROUTES_BY_TABLE = {
  accounts: 'erase export find get lock setRole signIns unlock',
  addresses: 'add get list remove replace',
  adminCarts: 'copies drain operations',
  adminCatalogue:
    'changeCategory changeProduct createCategory createProduct deleteCategory deleteProduct getCategory getProduct listProducts',
  adminOrders:
    'addNote approveReturn cancel deliver deliverShipment edit get list markPaid markRefunded notes receiveReturn refund refuseReturn search ship',
  adminStock: 'get holds put',
  alerts: 'list',
  audit: 'list',
  canary: 'get put',
  cart: 'add addCoupon batch clear client get history merge move remove removeCoupon restore save select set undo unsave',
  catalogue: 'categories family get list suggestions',
  coupons: 'change create drop export get import list',
  files: 'exportProducts exportStock importProducts importShipments importStock',
  hooks: 'catalogue',
  identity:
    'agreeToReminders change changeEmail confirmEmail endSignIn erase export guest jwks login logout me password recover refresh register resetPassword sendConfirmation signIns unsubscribe withdrawReminders',
  invoices: 'export get list own',
  live: 'cart order',
  media: 'upload',
  metrics: 'digest text',
  objects: 'names resend sweep',
  operations: 'adopt breakers caches drain drop health letters ready',
  orders: 'cancel checkout get list pay paymentMethods quote requestReturn',
  passkeys: 'add addOptions list remove rename signIn signInOptions',
  payment: 'page settle webhook',
  policies: 'list put',
  prices: 'calculate',
  promotions: 'change create drop export get import list',
  events: 'list',
  webhooks: 'attempts change create dead delete get list replay rotate test',
  rankings: 'hot rank',
  reports: 'get list run',
  security: 'events',
  shippingRates: 'change create drop export get import list',
  system: 'config jobs',
  taxes: 'change create drop export get import list',
}
const OPERATION_IDS = Object.entries(ROUTES_BY_TABLE)
  .flatMap(([table, routes]) => routes.split(' ').map((route) => `${table}.${route}`))
  .sort()

describe('the OpenAPI document', () => {
  let document: Document
  beforeAll(async () => {
    // The tests below prove this shape field by field.
    document = JSON.parse((await stranger.get('/openapi.json')).text) as Document
  })

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    )

  it('the document has version 3.1, a title, a version and a licence', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d$/)
    expect(document.info).toMatchObject({
      title: 'Pannier',
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      license: { identifier: 'MIT' },
    })
  })

  it('the document has every route of /v1, and no other', () => {
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

  it('every operation has an operationId of its own, named after its table and route', () => {
    const ids = operations().map(({ operation }) => operation.operationId)
    expect([...ids].sort()).toEqual(OPERATION_IDS)
    expect(new Set(ids).size).toBe(operations().length)
  })

  it('every reference in the document resolves, and every component is referenced', () => {
    const text = JSON.stringify(document)
    const references = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference))
    expect(references.size).toBeGreaterThan(5)
    const components = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`)
    expect([...references].sort()).toEqual(components.sort())
    expect(text).not.toMatch(/"\$(schema|defs)"|"id":"[A-Z]/)
  })

  it('the document declares each path parameter exactly once', () => {
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

  it('the document gives each route an answer, and each refusal the problem document', () => {
    for (const { path, method, operation } of operations()) {
      const statuses = Object.keys(operation.responses)
      expect(
        statuses.some((status) => /^(101|2\d\d)$/.test(status)),
        `${method} ${path}`,
      ).toBe(true)
      for (const [status, { description, content }] of Object.entries(operation.responses)) {
        expect(description).not.toBe('')
        if (/^[45]/.test(status) && path !== '/readyz')
          expect(Object.keys(content ?? {})).toEqual(['application/problem+json'])
      }
    }
  })

  it('the document says who may call each route', () => {
    expect(Object.keys(document.components.securitySchemes)).toEqual(['bearer'])
    for (const { path, method, operation } of operations()) {
      const access = accessOf(method.toUpperCase(), path)
      expect(operation.security, path).toEqual(access === 'public' ? undefined : [{ bearer: [] }])
      if (access !== 'public') expect(operation.description).toContain(access.join(', '))
    }
  })

  it('the document refuses unknown fields in bodies, and allows new fields in answers', () => {
    const objects = (schema: Schema): Schema[] => [
      ...(schema.type === 'object' && schema.properties ? [schema] : []),
      ...Object.values(schema).flatMap((inner) =>
        typeof inner === 'object' && inner !== null ? objects(inner as Schema) : [],
      ),
    ]
    // Browsers make the answers of passkeys, with a field more in each new version of WebAuthn.
    const isOfBrowser = ({ properties }: Schema) =>
      Object.keys(Object(properties)).some((name) => name === 'rawId' || name === 'clientDataJSON')
    for (const { path, operation } of operations()) {
      for (const { schema } of Object.values(operation.requestBody?.content ?? {})) {
        const own = objects(schema).filter((body) => !isOfBrowser(body))
        for (const body of own) expect(body.additionalProperties, path).toBe(false)
      }
    }
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      for (const answer of objects(schema)) expect(answer.additionalProperties, name).not.toBe(false)
    }
  })
})

describe('the page /docs', () => {
  it('the page /docs shows every route, and explains every code where problem documents point to', async () => {
    const reply = await stranger.get('/docs')
    expect(reply.headers.get('content-type')).toMatch(/^text\/html/)
    for (const { path } of DOCUMENTED) expect(reply.text).toContain(path)
    for (const code of Object.keys(PROBLEMS)) expect(reply.text).toContain(`id="${code}"`)
    expect(reply.text).not.toMatch(/<script|https?:\/\/(?!json-schema)/)
  })
})
