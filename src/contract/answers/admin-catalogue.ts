/** Products and categories in the answers for admins. */
import * as z from 'zod/mini'
import { PRODUCT_STATUSES } from '../../domain/product.ts'
import { timeSchema } from '../http/shapes.ts'
import { productSchema } from './catalogue.ts'
import { moneySchema } from './shapes.ts'

const describedImageSchema = z
  .object({ src: z.string(), alt: z.record(z.string(), z.string()) })
  .register(z.globalRegistry, {
    id: 'DescribedImage',
    description: 'The address of an image, with its alternative text in each locale.',
  })
const textsSchema = z.record(z.string(), z.string())
const adminFamilySchema = z.object({
  id: z.string(),
  title: textsSchema,
  options: z.array(z.object({ name: textsSchema, value: textsSchema })),
})

/** A product with all its languages. */
export const adminProductSchema = z
  .object({
    sku: z.string(),
    title: z.record(z.string(), z.string()),
    description: z.record(z.string(), z.string()),
    category: z.string(),
    price: moneySchema,
    compareAtPrice: z.nullable(moneySchema),
    images: z.array(z.union([z.string(), describedImageSchema])),
    attributes: z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())])),
    labels: z.array(z.string()),
    status: z.enum(PRODUCT_STATUSES),
    weightGrams: z.int(),
    family: z.nullable(adminFamilySchema),
    availability: productSchema.shape.availability,
    version: z.int(),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .register(z.globalRegistry, { id: 'AdminProduct' })

export const adminProductListSchema = z
  .object({ items: z.array(adminProductSchema), nextCursor: z.nullable(z.string()) })
  .register(z.globalRegistry, { id: 'AdminProductList' })

export const adminCategorySchema = z
  .object({
    id: z.string(),
    name: z.record(z.string(), z.string()),
    parent: z.nullable(z.string()),
    rank: z.int(),
    version: z.int(),
  })
  .register(z.globalRegistry, { id: 'AdminCategory' })
