/** The document's texts for the routes of the catalogue that anybody may read. */
import { categoryListSchema, productListSchema, productSchema, suggestionListSchema } from '../answers/catalogue.ts'
import { listProductsQuery, localeQuery, priceQuery, searchQuery } from '../http/catalogue.ts'
import { catalogueRoutes } from '../http/catalogue-routes.ts'
import type { ProblemCode } from '../problem.ts'
import { describe, describeFields } from './describe.ts'
import { documented } from './operation.ts'

describe(localeQuery, { description: 'BCP 47; else Accept-Language', example: 'zh-CN' })
describe(searchQuery, { description: 'Words in any language, or their beginnings', example: '手机' })
describe(priceQuery, { description: 'Minor units, inclusive' })
describeFields(listProductsQuery.shape, {
  sort: { description: 'By relevance when it is not given, or by category when there is no query either' },
})

const refusals: readonly ProblemCode[] = ['invalid_request', 'rate_limited', 'unavailable']

export const catalogueDocs = documented('Catalogue', catalogueRoutes, {
  list: {
    summary: 'Products for sale: searched, filtered, sorted and counted',
    answers: {
      200: {
        description:
          'One page. Where a search has to look at very many products, a page may be short or empty although nextCursor goes on: the list ends where nextCursor is null.',
        schema: productListSchema,
      },
    },
    refusals,
  },
  get: {
    summary: 'One product',
    answers: {
      200: { description: 'The product.', schema: productSchema },
      304: { description: 'It has not changed.' },
    },
    refusals: [...refusals, 'not_found'],
  },
  suggestions: {
    summary: 'Titles as you type',
    answers: { 200: { description: 'The titles that fit best, each once.', schema: suggestionListSchema } },
    refusals,
  },
  categories: {
    summary: 'The category tree with counts of products for sale',
    answers: { 200: { description: 'The tree.', schema: categoryListSchema } },
    refusals,
  },
})
