/** The bodies and queries by which admins edit the catalogue. */
import * as z from 'zod/mini'
import { PRODUCT_STATUSES } from '../../domain/product.ts'
import type { Routes } from './route.ts'
import { LIST_QUERY, pastedSchema, skuSchema } from './shapes.ts'

const locale = z.string().check(z.minLength(2), z.maxLength(35))
const MAX_TITLE_LENGTH = 300
const MAX_DESCRIPTION_LENGTH = 10_000
const MAX_ALT_LENGTH = 500
const MAX_PRICE = 1_000_000_000_000
export const MAX_WEIGHT_GRAMS = 100_000_000

export const texts = (longest: number) =>
  z
    .record(locale, pastedSchema.check(z.minLength(1), z.maxLength(longest)))
    .check(z.refine((map) => Object.keys(map).length <= 20, { error: 'has more than 20 languages' }))

export const titleSchema = texts(MAX_TITLE_LENGTH).check(
  z.refine((map) => Object.keys(map).length > 0, { error: 'must have a title in at least one language' }),
)
const descriptionSchema = texts(MAX_DESCRIPTION_LENGTH)
const amountSchema = z.int().check(z.minimum(0), z.maximum(MAX_PRICE))
/** A price; the routes accept only the deployment's currency. */
export const priceSchema = z.strictObject({ amount: amountSchema, currency: z.string() })
export const categoryIdSchema = pastedSchema.check(
  z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, { error: 'must be 1–64 of A-Z a-z 0-9 . _ -' }),
)
const IMAGE_FAULT = 'must be an https URL or a path on this host'
const addressSchema = pastedSchema.check(
  z.maxLength(2_000),
  z.regex(/^(https:\/\/|\/(?!\/))[^\s"'<>\\]*$/, { error: IMAGE_FAULT }),
)
/** An address, or an address with alternative texts. */
const imageSchema = z.union([addressSchema, z.strictObject({ src: addressSchema, alt: texts(MAX_ALT_LENGTH) })], {
  error: `${IMAGE_FAULT}, or { src, alt } with texts by language`,
})
const attributesSchema = z
  .record(z.string().check(z.minLength(1), z.maxLength(100)), z.union([z.string().check(z.maxLength(500)), texts(500)]))
  .check(z.refine((map) => Object.keys(map).length <= 50, { error: 'has more than 50 attributes' }))
const labelsSchema = z.array(z.string().check(z.minLength(1), z.maxLength(50))).check(z.maxLength(20))
/** Excludes `deleted`, which only DELETE sets. */
const statusSchema = z.pipe(pastedSchema, z.enum(PRODUCT_STATUSES.filter((status) => status !== 'deleted')))

const MAX_OPTIONS = 5
const optionText = texts(100).check(
  z.refine((map) => Object.keys(map).length > 0, { error: 'must have a text in at least one language' }),
)
const familySchema = z.strictObject({
  id: categoryIdSchema,
  title: titleSchema,
  options: z
    .array(z.strictObject({ name: optionText, value: optionText }))
    .check(z.minLength(1), z.maxLength(MAX_OPTIONS)),
})

const fields = {
  title: titleSchema,
  description: descriptionSchema,
  category: categoryIdSchema,
  price: priceSchema,
  compareAtPrice: z.nullable(priceSchema),
  images: z.array(imageSchema).check(z.maxLength(20)),
  attributes: attributesSchema,
  labels: labelsSchema,
  status: statusSchema,
  weightGrams: z.int().check(z.minimum(0), z.maximum(MAX_WEIGHT_GRAMS)),
  family: z.nullable(familySchema),
}

export const newProductSchema = z.strictObject({
  sku: skuSchema,
  title: fields.title,
  description: z._default(fields.description, {}),
  category: fields.category,
  price: fields.price,
  compareAtPrice: z._default(fields.compareAtPrice, null),
  images: z._default(fields.images, []),
  attributes: z._default(fields.attributes, {}),
  labels: z._default(fields.labels, []),
  status: z._default(fields.status, 'active'),
  weightGrams: z._default(fields.weightGrams, 0),
  family: z._default(fields.family, null),
})

export const productChangeSchema = z
  .partial(z.strictObject(fields))
  .check(z.refine((change) => Object.keys(change).length > 0, { error: 'must name a field to change' }))

export type NewProductBody = z.infer<typeof newProductSchema>
export type ProductChangeBody = z.infer<typeof productChangeSchema>

const categoryFields = {
  name: texts(100).check(
    z.refine((map) => Object.keys(map).length > 0, { error: 'must have a name in at least one language' }),
  ),
  parent: z.nullable(categoryIdSchema),
  rank: z.int().check(z.minimum(-1_000_000), z.maximum(1_000_000)),
}

const newCategorySchema = z.strictObject({
  id: categoryIdSchema,
  name: categoryFields.name,
  parent: z._default(categoryFields.parent, null),
  rank: z._default(categoryFields.rank, 0),
})

const categoryChangeSchema = z
  .partial(z.strictObject(categoryFields))
  .check(z.refine((change) => Object.keys(change).length > 0, { error: 'must name a field to change' }))

const paramsOfProduct = z.object({ sku: skuSchema })
const paramsOfCategory = z.object({ id: categoryIdSchema })

const listQuery = z.strictObject({ ...LIST_QUERY, status: z._default(statusSchema, 'active') })

export const adminCatalogueRoutes = {
  listProducts: { method: 'get', path: '/v1/admin/products', query: listQuery },
  getProduct: { method: 'get', path: '/v1/admin/products/:sku', params: paramsOfProduct },
  createProduct: { method: 'post', path: '/v1/admin/products', body: newProductSchema },
  changeProduct: {
    method: 'patch',
    path: '/v1/admin/products/:sku',
    params: paramsOfProduct,
    body: productChangeSchema,
  },
  deleteProduct: { method: 'delete', path: '/v1/admin/products/:sku', params: paramsOfProduct },
  getCategory: { method: 'get', path: '/v1/admin/categories/:id', params: paramsOfCategory },
  createCategory: { method: 'post', path: '/v1/admin/categories', body: newCategorySchema },
  changeCategory: {
    method: 'patch',
    path: '/v1/admin/categories/:id',
    params: paramsOfCategory,
    body: categoryChangeSchema,
  },
  deleteCategory: { method: 'delete', path: '/v1/admin/categories/:id', params: paramsOfCategory },
} as const satisfies Routes
