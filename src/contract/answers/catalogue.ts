/** Products, categories and facets in public answers. */
import * as z from 'zod/mini'
import { availabilitySchema, moneySchema } from './shapes.ts'

const mediaSchema = z
  .object({ src: z.string(), alt: z.optional(z.string()), width: z.optional(z.int()), height: z.optional(z.int()) })
  .register(z.globalRegistry, {
    id: 'Media',
    description:
      'An image of a product: `alt` is its alternative text in the requested locale, `width` and `height` are its size in pixels. Only uploaded images have a size.',
  })

export type MediaBody = z.infer<typeof mediaSchema>

const familySchema = z
  .object({
    id: z.string(),
    title: z.string(),
    options: z.array(z.object({ name: z.string(), value: z.string() })),
  })
  .register(z.globalRegistry, {
    id: 'Family',
    description:
      'The product of which this SKU is a variant: its title, and the value of this SKU for each option, in the order in which a shopper chooses. Absent for a product without options.',
  })

export const productSchema = z
  .object({
    sku: z.string(),
    title: z.string(),
    description: z.string(),
    category: z.string(),
    price: moneySchema,
    compareAtPrice: z.optional(moneySchema),
    images: z.array(z.string()),
    media: z.optional(z.array(mediaSchema)),
    attributes: z.record(z.string(), z.string()),
    labels: z.array(z.string()),
    availability: availabilitySchema,
    family: z.optional(familySchema),
    version: z.int(),
  })
  .register(z.globalRegistry, { id: 'Product' })

export type ProductBody = z.infer<typeof productSchema>

const priceRangeSchema = z.object({ from: moneySchema, to: moneySchema })

/** A product in a list. */
const listedProductSchema = z
  .extend(productSchema, {
    variants: z.optional(z.object({ count: z.int(), priceRange: priceRangeSchema, availability: availabilitySchema })),
  })
  .register(z.globalRegistry, {
    id: 'ListedProduct',
    description:
      'A product in a list. A family is listed once, by the variant that fits the search best; `variants` has its number of variants, their prices, and the best availability among them.',
  })

export type ListedProductBody = z.infer<typeof listedProductSchema>

export const familyChoiceSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    options: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
    priceRange: priceRangeSchema,
    availability: availabilitySchema,
    variants: z.array(
      z.object({
        sku: z.string(),
        values: z.array(z.string()),
        price: moneySchema,
        availability: availabilitySchema,
        image: z.optional(z.string()),
      }),
    ),
  })
  .register(z.globalRegistry, {
    id: 'FamilyChoice',
    description:
      'All variants for sale of a family. The values of a variant have the order of the options. `sku` is what a cart takes.',
  })

export type FamilyChoiceBody = z.infer<typeof familyChoiceSchema>

const category = { id: z.string(), name: z.string(), count: z.int() }

const facetsSchema = z
  .object({
    categories: z.array(z.object(category)),
    priceRanges: z.array(z.object({ from: moneySchema, to: z.nullable(moneySchema), count: z.int() })),
    options: z.optional(
      z.array(
        z.object({
          name: z.string(),
          values: z.array(z.object({ value: z.string(), facet: z.string(), count: z.int() })),
        }),
      ),
    ),
    estimated: z.optional(z.literal(true)),
  })
  .register(z.globalRegistry, {
    id: 'Facets',
    description:
      'Counts of the found products by category and by price range. In a range, `from` is inclusive and `to` is exclusive, or null without an upper bound. `options` counts by option and attribute, if the request asked for it: each `facet` narrows the list, and the values of a name are counted without the choice of that name. A family counts once. When there are too many products to count, `estimated` is true and the counts are extrapolated from a sample.',
  })

export const productListSchema = z
  .object({ items: z.array(listedProductSchema), nextCursor: z.nullable(z.string()), facets: facetsSchema })
  .register(z.globalRegistry, { id: 'ProductList' })

export type FacetsBody = z.infer<typeof facetsSchema>

export const suggestionListSchema = z
  .object({ items: z.array(z.object({ text: z.string(), sku: z.string() })) })
  .register(z.globalRegistry, { id: 'SuggestionList' })

export interface CategoryBody {
  id: string
  name: string
  /** Products for sale in this category and in the categories below it. */
  count: number
  children: CategoryBody[]
}

const categorySchema: z.ZodMiniType<CategoryBody> = z
  .object({ ...category, children: z.lazy(() => z.array(categorySchema)) })
  .register(z.globalRegistry, { id: 'Category' })

export const categoryListSchema = z
  .object({ items: z.array(categorySchema) })
  .register(z.globalRegistry, { id: 'CategoryList' })
