/** Edits of the catalogue over HTTP. */
import * as z from 'zod'
import { PRODUCT_STATUSES } from '../../domain/product.ts'
import { productSchema } from './catalogue.ts'
import { LIST_QUERY, moneySchema, pastedSchema, skuSchema, timeSchema } from './shapes.ts'

const locale = z.string().min(2).max(35)
const LONGEST_TITLE = 300
const LONGEST_DESCRIPTION = 10_000
const HIGHEST_PRICE = 1_000_000_000_000
export const HEAVIEST = 100_000_000

export const texts = (longest: number) =>
  z
    .record(locale, pastedSchema.min(1).max(longest))
    .refine((map) => Object.keys(map).length <= 20, { error: 'has more than 20 languages' })

const titleSchema = texts(LONGEST_TITLE)
  .refine((map) => Object.keys(map).length > 0, { error: 'names no title in any language' })
  .meta({ example: { 'zh-CN': '铁观音', en: 'Tieguanyin tea' } })
const descriptionSchema = texts(LONGEST_DESCRIPTION)
const amountSchema = z.number().int().min(0).max(HIGHEST_PRICE)
/** In the deployment's currency alone. */
export const priceSchema = z.strictObject({ amount: amountSchema, currency: z.string() })
export const categoryIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, { error: 'must be 1–64 of A-Z a-z 0-9 . _ -' })
  .meta({ example: 'tea' })
const imageSchema = z
  .string()
  .max(2_000)
  .regex(/^(https:\/\/|\/(?!\/))[^\s"'<>\\]*$/, { error: 'must be an https URL or a path on this host' })
const attributesSchema = z
  .record(z.string().min(1).max(100), z.union([z.string().max(500), texts(500)]))
  .refine((map) => Object.keys(map).length <= 50, { error: 'has more than 50 attributes' })
const labelsSchema = z.array(z.string().min(1).max(50)).max(20)
/** `deleted` is what DELETE leaves. */
const statusSchema = z.enum(PRODUCT_STATUSES).exclude(['deleted'])

const fields = {
  title: titleSchema,
  description: descriptionSchema,
  category: categoryIdSchema,
  price: priceSchema,
  compareAtPrice: priceSchema.nullable(),
  images: z.array(imageSchema).max(20),
  attributes: attributesSchema,
  labels: labelsSchema,
  status: statusSchema,
  weightGrams: z.number().int().min(0).max(HEAVIEST),
}

export const newProductSchema = z.strictObject({
  sku: skuSchema,
  title: fields.title,
  description: fields.description.default({}),
  category: fields.category,
  price: fields.price,
  compareAtPrice: fields.compareAtPrice.default(null),
  images: fields.images.default([]),
  attributes: fields.attributes.default({}),
  labels: fields.labels.default([]),
  status: fields.status.default('active'),
  weightGrams: fields.weightGrams.default(0),
})

export const productChangeSchema = z
  .strictObject(fields)
  .partial()
  .refine((change) => Object.keys(change).length > 0, { error: 'names nothing to change' })

export type NewProductBody = z.infer<typeof newProductSchema>
export type ProductChangeBody = z.infer<typeof productChangeSchema>

/** A product with all its languages, as admins edit it. */
export const adminProductSchema = z
  .object({
    sku: z.string(),
    title: z.record(z.string(), z.string()),
    description: z.record(z.string(), z.string()),
    category: z.string(),
    price: moneySchema,
    compareAtPrice: moneySchema.nullable(),
    images: z.array(z.string()),
    attributes: z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())])),
    labels: z.array(z.string()),
    status: z.enum(PRODUCT_STATUSES),
    weightGrams: z.number().int(),
    availability: productSchema.shape.availability,
    version: z.number().int(),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'AdminProduct' })

const categoryFields = {
  name: texts(100).refine((map) => Object.keys(map).length > 0, { error: 'names no name in any language' }),
  parent: categoryIdSchema.nullable(),
  rank: z.number().int().min(-1_000_000).max(1_000_000),
}

export const newCategorySchema = z.strictObject({
  id: categoryIdSchema,
  name: categoryFields.name,
  parent: categoryFields.parent.default(null),
  rank: categoryFields.rank.default(0),
})

export const categoryChangeSchema = z
  .strictObject(categoryFields)
  .partial()
  .refine((change) => Object.keys(change).length > 0, { error: 'names nothing to change' })

export const adminCategorySchema = z
  .object({
    id: z.string(),
    name: z.record(z.string(), z.string()),
    parent: z.string().nullable(),
    rank: z.number().int(),
    version: z.number().int(),
  })
  .meta({ id: 'AdminCategory' })

export const auditQuery = z.strictObject({
  ...LIST_QUERY,
  subject: z.string().max(80).optional().meta({
    description:
      '`product:<sku>`, `category:<id>`, `coupon:<code>`, `promotion:<id>`, `shipping_rate:<id>` or `tax:<id>`.',
  }),
})

export const auditListSchema = z
  .object({
    items: z.array(
      z
        .object({
          id: z.string(),
          at: timeSchema,
          actor: z.string(),
          action: z.string(),
          subject: z.string(),
          changes: z.record(z.string(), z.object({ from: z.json(), to: z.json() })),
        })
        .meta({ id: 'AuditEntry' }),
    ),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'AuditList' })

export const paramsOfProduct = z.object({ sku: skuSchema })
export const paramsOfCategory = z.object({ id: categoryIdSchema })
