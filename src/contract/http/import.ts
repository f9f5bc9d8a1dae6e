/** Import and export of the catalogue over HTTP: what a line may say, and what is answered. */
import * as z from 'zod'
import { newProductSchema, productChangeSchema } from './admin-catalogue.ts'
import { skuSchema } from './shapes.ts'

/** Where a large body in these media types is taken. */
export const IMPORT_PREFIX = '/v1/admin/import/'
export const CSV = 'text/csv'
export const JSON_LINES = 'application/x-ndjson'
/** Of a product that is new and names none. */
export const DEFAULT_CATEGORY = 'default'

/** A line about a product that is not there yet, and about one that is: the bodies that make and edit one. */
export const newProductLine = newProductSchema.extend({
  category: newProductSchema.shape.category.default(DEFAULT_CATEGORY),
})
export const productLine = z.strictObject({ sku: skuSchema, ...productChangeSchema.shape })

const MOST_UNITS = 2_147_483_647
export const stockLine = z.strictObject({ sku: skuSchema, onHand: z.number().int().min(0).max(MOST_UNITS) })

export const importQuery = z.strictObject({
  dryRun: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: '`true` tells what would happen, and writes nothing.' }),
})

export const importReportSchema = z
  .object({
    created: z.number().int(),
    updated: z.number().int(),
    unchanged: z.number().int(),
    rejected: z.array(z.object({ line: z.number().int(), message: z.string() })),
  })
  .meta({
    id: 'ImportReport',
    description: 'Counts of lines. A rejected one is named by its place in the body, whose first line is 1.',
  })

const MOST_PER_PAGE = 1_000

export const exportQuery = z.strictObject({
  format: z.enum(['csv', 'ndjson']).default('csv'),
  limit: z.coerce.number().int().min(1).max(MOST_PER_PAGE).default(MOST_PER_PAGE),
  cursor: z.string().max(512).optional(),
})
