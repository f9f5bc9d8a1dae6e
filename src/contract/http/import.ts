/** Import and export of the catalogue: the queries, and the schemas of lines. */
import * as z from 'zod/mini'
import { RULE_KINDS, type RuleKind } from '../../domain/pricing/rules.ts'
import { newProductSchema, productChangeSchema } from './admin-catalogue.ts'
import { orderOrNumberSchema, parcel } from './admin-orders.ts'
import { RULE_FORMS } from './price-rules.ts'
import type { Routes } from './route.ts'
import { skuSchema } from './shapes.ts'

/** The prefix of routes that accept a large body in these media types. */
export const IMPORT_PREFIX = '/v1/admin/import/'
export const CSV = 'text/csv'
export const JSON_LINES = 'application/x-ndjson'
/** The category of a new product whose line has no category. */
export const DEFAULT_CATEGORY = 'default'

/** A line for a product that does not exist yet; it has the fields of the body that creates one. */
export const newProductLine = z.extend(newProductSchema, {
  category: z._default(newProductSchema.shape.category, DEFAULT_CATEGORY),
})
export const productLine = z.strictObject({ sku: skuSchema, ...productChangeSchema.shape })

const MAX_UNITS = 2_147_483_647
export const stockLine = z.strictObject({ sku: skuSchema, onHand: z.int().check(z.minimum(0), z.maximum(MAX_UNITS)) })

/** An order costs two calls, and a request may make only so many. */
export const MAX_SHIPMENTS = 200
export const shipmentLine = z.strictObject({ order: orderOrNumberSchema, ...parcel })

export const importQuery = z.strictObject({
  dryRun: z._default(z.enum(['true', 'false']), 'false'),
})

const MAX_PER_PAGE = 1_000

const exportQuery = z.strictObject({
  format: z._default(z.enum(['csv', 'ndjson']), 'csv'),
  limit: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(MAX_PER_PAGE)), MAX_PER_PAGE),
  cursor: z.optional(z.string().check(z.maxLength(512))),
})

export const importRoutes = {
  importProducts: { method: 'post', path: '/v1/admin/import/products', query: importQuery },
  importStock: { method: 'post', path: '/v1/admin/import/stock', query: importQuery },
  importShipments: { method: 'post', path: '/v1/admin/import/shipments', query: importQuery },
  exportProducts: { method: 'get', path: '/v1/admin/export/products', query: exportQuery },
  exportStock: { method: 'get', path: '/v1/admin/export/stock', query: exportQuery },
} as const satisfies Routes

/** The same two routes for each kind of price rule. */
export const RULE_IMPORT_ROUTES = Object.fromEntries(RULE_KINDS.map((kind) => [kind, routesOf(kind)])) as {
  readonly [Kind in RuleKind]: ReturnType<typeof routesOf>
}

function routesOf(kind: RuleKind) {
  const { segment } = RULE_FORMS[kind]
  return {
    import: { method: 'post', path: `/v1/admin/import/${segment}`, query: importQuery },
    export: { method: 'get', path: `/v1/admin/export/${segment}`, query: exportQuery },
  } as const satisfies Routes
}
