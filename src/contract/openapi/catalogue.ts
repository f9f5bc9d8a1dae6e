/** The document's texts for the public catalogue routes. */
import {
  categoryListSchema,
  familyChoiceSchema,
  productListSchema,
  productSchema,
  suggestionListSchema,
} from '../answers/catalogue.ts'
import {
  catalogueRoutes,
  facetsQuery,
  listProductsQuery,
  localeQuery,
  priceQuery,
  searchQuery,
} from '../http/catalogue.ts'
import type { ProblemCode } from '../problem.ts'
import { describe, describeFields } from './describe.ts'
import { documented } from './operation.ts'

describe(localeQuery, { description: 'A BCP 47 language tag. Default: the Accept-Language header.', example: 'zh-CN' })
describe(searchQuery, { description: 'Words, or beginnings of words, in any language.', example: '手机' })
describe(priceQuery, { description: 'Minor units, inclusive.' })
describe(facetsQuery, {
  type: 'array',
  items: { type: 'string' },
  description:
    'An option or attribute with its value, as `facets.options` has it; repeat it for several, up to 12. Values of one name are alternatives. A product must have a value of each name, and of a family one variant for sale must.',
  example: ['size:m', 'size:l'],
})
describeFields(listProductsQuery.shape, {
  count: { description: '`options`: the answer also counts options and attributes of the found products.' },
  sort: { description: 'Default: `relevance`, or the order of categories when `query` is missing too.' },
})

const refusals: readonly ProblemCode[] = ['invalid_request', 'rate_limited', 'unavailable']

export const catalogueDocs = documented('catalogue', 'Catalogue', catalogueRoutes, {
  list: {
    summary: 'Search, filter and sort the products for sale, with counts',
    answers: {
      200: {
        description:
          'One page. When a search examines very many products, a page can be short or empty while nextCursor is set. The list ends when nextCursor is null.',
        schema: productListSchema,
      },
    },
    refusals,
  },
  get: {
    summary: 'Get a product',
    answers: {
      200: { description: 'The product.', schema: productSchema },
      304: { description: 'The product has not changed.' },
    },
    refusals: [...refusals, 'not_found'],
  },
  family: {
    summary: 'Get the variants of a family, to choose one by its options',
    answers: { 200: { description: 'The variants for sale.', schema: familyChoiceSchema } },
    refusals: [...refusals, 'not_found'],
  },
  suggestions: {
    summary: 'Suggest product titles for a search box',
    answers: { 200: { description: 'The best matching titles, without duplicates.', schema: suggestionListSchema } },
    refusals,
  },
  categories: {
    summary: 'Get the category tree with counts of products for sale',
    answers: { 200: { description: 'The category tree.', schema: categoryListSchema } },
    refusals,
  },
})
