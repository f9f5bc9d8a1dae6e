/** Import and export of the catalogue: the queries, and what a line may say. */
import * as z from 'zod/mini'
import { newProductSchema, productChangeSchema } from './admin-catalogue.ts'
import { skuSchema } from './shapes.ts'

/** Where a large body in these media types is taken. */
export const IMPORT_PREFIX = '/v1/admin/import/'
export const CSV = 'text/csv'
export const JSON_LINES = 'application/x-ndjson'
/** Of a product that is new and names none. */
export const DEFAULT_CATEGORY = 'default'

/** A line about a product that is not there yet, and about one that is: the bodies that make and edit one. */
export const newProductLine = z.extend(newProductSchema, {
  category: z._default(newProductSchema.shape.category, DEFAULT_CATEGORY),
})
export const productLine = z.strictObject({ sku: skuSchema, ...productChangeSchema.shape })

const MOST_UNITS = 2_147_483_647
export const stockLine = z.strictObject({ sku: skuSchema, onHand: z.int().check(z.minimum(0), z.maximum(MOST_UNITS)) })

export const importQuery = z.strictObject({
  dryRun: z._default(z.enum(['true', 'false']), 'false'),
})

const MOST_PER_PAGE = 1_000

export const exportQuery = z.strictObject({
  format: z._default(z.enum(['csv', 'ndjson']), 'csv'),
  limit: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(MOST_PER_PAGE)), MOST_PER_PAGE),
  cursor: z.optional(z.string().check(z.maxLength(512))),
})
