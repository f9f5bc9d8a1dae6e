/** The catalogue over HTTP. */
import * as z from 'zod'
import { availabilitySchema, LIST_QUERY, moneySchema } from './shapes.ts'

const localeQuery = z
  .string()
  .max(35)
  .optional()
  .meta({ description: 'BCP 47; else Accept-Language', example: 'zh-CN' })

export const listProductsQuery = z.strictObject({
  ...LIST_QUERY,
  category: z.string().max(64).optional(),
  inStock: z.enum(['true', 'false']).optional(),
  locale: localeQuery,
})

export const productQuery = z.strictObject({ locale: localeQuery })

export const productSchema = z
  .object({
    sku: z.string(),
    title: z.string(),
    description: z.string(),
    category: z.string(),
    price: moneySchema,
    compareAtPrice: moneySchema.optional(),
    images: z.array(z.string()),
    attributes: z.record(z.string(), z.string()),
    labels: z.array(z.string()),
    availability: availabilitySchema,
    version: z.number().int(),
  })
  .meta({ id: 'Product' })

export type ProductBody = z.infer<typeof productSchema>

export const productListSchema = z
  .object({ items: z.array(productSchema), nextCursor: z.string().nullable() })
  .meta({ id: 'ProductList' })

const category = { id: z.string(), name: z.string(), count: z.number().int() }

export interface CategoryBody {
  id: string
  name: string
  /** Products for sale in it and below it. */
  count: number
  children: CategoryBody[]
}

const categorySchema: z.ZodType<CategoryBody> = z
  .object({ ...category, children: z.lazy(() => z.array(categorySchema)) })
  .meta({ id: 'Category' })

export const categoryListSchema = z.object({ items: z.array(categorySchema) }).meta({ id: 'CategoryList' })
