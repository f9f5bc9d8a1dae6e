/**
 * Product edits by admins, with optimistic locking: a conflicting edit gets 412 with the current product.
 * Invariant: a written product is in the caches before the edit is answered.
 */
import { waitUntil } from 'cloudflare:workers'
import { type Context, Hono } from 'hono'
import {
  type NewProductBody,
  type ProductChangeBody,
  adminCatalogueRoutes as routes,
} from '../../contract/http/admin-catalogue.ts'
import { timeOf } from '../../contract/http/shapes.ts'
import { type FieldError, Problem } from '../../contract/problem.ts'
import { type AuditAction, auditEntry } from '../../domain/audit.ts'
import { changesOf } from '../../domain/catalogue/changes.ts'
import { variantFault } from '../../domain/catalogue/family.ts'
import { addressesOf } from '../../domain/media/image.ts'
import { MEDIA_PATH } from '../../domain/media/name.ts'
import { availabilityOf, type Product } from '../../domain/product.ts'
import { indexTerms } from '../../domain/search/terms.ts'
import { authorOf } from '../audit/audited.ts'
import { reportEdit } from '../catalogue/edit-events.ts'
import type { Showing } from '../catalogue/product-body.ts'
import { withdrawUnits } from '../catalogue/units-again.ts'
import type { AppEnv } from '../context.ts'
import { expectedVersion, mismatch } from '../http/if-match.ts'
import { jsonOf, noFields, pageAfter, paramOf, queryOf } from '../http/validate.ts'
import { missingIn, NOT_STORED } from '../media/named.ts'

export const adminProductRoutes = new Hono<AppEnv>()
  .get(routes.listProducts.path, queryOf(routes.listProducts.query), async (c) => {
    const { record, config } = c.get('ports')
    const { status, limit, cursor } = c.req.valid('query')
    const { items, next } = await pageAfter(cursor, (after) => record.productsIn(status, limit, after))
    return c.json({ items: items.map((product) => bodyOf(product, config)), nextCursor: next }, 200)
  })
  .get(routes.getProduct.path, paramOf(routes.getProduct.params), async (c) => {
    const product = await standing(c, c.req.valid('param').sku)
    c.header('ETag', etagOf(product))
    return c.json(bodyOf(product, c.get('ports').config), 200)
  })
  .post(routes.createProduct.path, jsonOf(routes.createProduct.body), async (c) => {
    const body = c.req.valid('json')
    await checkReferences(c, body, body.sku)
    const before = await c.get('ports').record.getProduct(body.sku)
    if (before && before.status !== 'deleted') throw taken(body.sku)
    if (before) await withdrawUnits(c.get('ports'), before)
    const product = productOf(body, before)
    await checkImages(c, null, product)
    if (!(await write(c, 'create', null, product))) throw taken(body.sku)
    c.header('ETag', etagOf(product))
    return c.json(bodyOf(product, c.get('ports').config), 201)
  })
  .patch(
    routes.changeProduct.path,
    paramOf(routes.changeProduct.params),
    jsonOf(routes.changeProduct.body),
    async (c) => {
      const before = await standing(c, c.req.valid('param').sku)
      const change = c.req.valid('json')
      const { config } = c.get('ports')
      matching(c, before, config)
      await checkReferences(c, change, before.sku)
      const product = { ...before, ...fieldsOf(change), version: before.version + 1, updatedAt: Date.now() }
      await checkImages(c, before, product)
      const changed = Object.keys(changesOf(before, product)).length > 0
      if (changed && !(await write(c, 'edit', before, product))) throw await overtaken(c, before.sku, config)
      const now = changed ? product : before
      c.header('ETag', etagOf(now))
      return c.json(bodyOf(now, config), 200)
    },
  )
  .delete(routes.deleteProduct.path, noFields, paramOf(routes.deleteProduct.params), async (c) => {
    const before = await standing(c, c.req.valid('param').sku)
    const { config } = c.get('ports')
    matching(c, before, config)
    const gone = { ...before, status: 'deleted' as const, version: before.version + 1, updatedAt: Date.now() }
    if (!(await write(c, 'delete', before, gone))) throw await overtaken(c, before.sku, config)
    return c.body(null, 204)
  })

/** Reads the record, because an edit must not start from a cached copy. */
async function standing(c: Context<AppEnv>, sku: string): Promise<Product> {
  const product = await c.get('ports').record.getProduct(sku)
  if (!product || product.status === 'deleted') throw new Problem('not_found', `There is no product ${sku}.`)
  return product
}

function matching(c: Context<AppEnv>, product: Product, config: Showing): void {
  const expected = expectedVersion(c)
  if (expected !== 'any' && expected !== product.version) throw mismatch(bodyOf(product, config), etagOf(product))
}

async function overtaken(c: Context<AppEnv>, sku: string, config: Showing): Promise<Problem> {
  const product = await standing(c, sku)
  return mismatch(bodyOf(product, config), etagOf(product))
}

/** Returns false when another edit came first. */
async function write(
  c: Context<AppEnv>,
  action: AuditAction,
  before: Product | null,
  product: Product,
): Promise<boolean> {
  const { record, catalogue } = c.get('ports')
  const audit = auditEntry(authorOf(c), action, `product:${product.sku}`, changesOf(before, product))
  const written = await record.writeProducts([{ product, terms: indexTerms(product), audit }])
  if (!written.has(product.sku)) return false
  await catalogue.edited([product])
  waitUntil(reportEdit(c.get('ports'), audit))
  return true
}

function productOf(body: NewProductBody, before: Product | null): Product {
  const now = Date.now()
  const { price, compareAtPrice, ...same } = body
  return {
    ...same,
    priceAmount: price.amount,
    compareAtAmount: compareAtPrice?.amount ?? null,
    onHand: 0,
    held: 0,
    version: (before?.version ?? 0) + 1,
    createdAt: now,
    updatedAt: now,
  }
}

function fieldsOf({ price, compareAtPrice, ...same }: ProductChangeBody): Partial<Product> {
  const given = Object.entries(same).filter(([, value]) => value !== undefined)
  return {
    ...(Object.fromEntries(given) as Partial<Product>),
    ...(price && { priceAmount: price.amount }),
    ...(compareAtPrice !== undefined && { compareAtAmount: compareAtPrice?.amount ?? null }),
  }
}

/** The category must exist, the variant must fit its family, and amounts must be in the deployment's currency. */
async function checkReferences(c: Context<AppEnv>, body: ProductChangeBody, sku: string): Promise<void> {
  const { record, config } = c.get('ports')
  const errors: FieldError[] = []
  for (const [path, price] of [
    ['price', body.price],
    ['compareAtPrice', body.compareAtPrice],
  ] as const) {
    if (price && price.currency !== config.CURRENCY) errors.push({ path, message: `must be in ${config.CURRENCY}` })
  }
  if (body.category !== undefined) {
    const known = await record.listCategories()
    if (!known.some(({ id }) => id === body.category)) errors.push({ path: 'category', message: 'is not a category' })
  }
  if (body.family) {
    const { id } = body.family
    const fault = variantFault(sku, body.family, (await record.variantsOf([id])).get(id) ?? [])
    if (fault) errors.push({ path: 'family', message: fault })
  }
  if (errors.length > 0) throw new Problem('invalid_request', 'The body is not valid.', { extra: { errors } })
}

async function checkImages(c: Context<AppEnv>, before: Product | null, after: Product): Promise<void> {
  const missing = new Set((await missingIn(c.get('ports').media, before, after)).map(({ name }) => MEDIA_PATH + name))
  if (missing.size === 0) return
  const errors = addressesOf(after.images).flatMap((address, place) =>
    missing.has(address) ? [{ path: `images.${place}`, message: NOT_STORED }] : [],
  )
  throw new Problem('invalid_request', 'The body is not valid.', { extra: { errors } })
}

function bodyOf(product: Product, config: Showing) {
  const { CURRENCY: currency, LOW_STOCK_UNITS } = config
  const { priceAmount, compareAtAmount, onHand: _, held: __, ...rest } = product
  return {
    ...rest,
    images: rest.images.map((image) => (typeof image === 'object' ? { ...image, alt: { ...image.alt } } : image)),
    family: familyBody(rest.family),
    labels: [...rest.labels],
    price: { amount: priceAmount, currency },
    compareAtPrice: compareAtAmount === null ? null : { amount: compareAtAmount, currency },
    availability: availabilityOf(product, LOW_STOCK_UNITS),
    createdAt: timeOf(product.createdAt),
    updatedAt: timeOf(product.updatedAt),
  }
}

function familyBody(family: Product['family']) {
  return family ? { ...family, options: [...family.options] } : null
}

function etagOf({ version }: Product): string {
  return `"${version}"`
}

function taken(sku: string): Problem {
  return new Problem('already_exists', `A product ${sku} already exists.`)
}
