/** The routes of the catalogue that anybody may read. */
import * as z from 'zod'
import type { ProblemCode } from '../problem.ts'
import {
  categoryListSchema,
  listProductsQuery,
  productListSchema,
  productQuery,
  productSchema,
  suggestionListSchema,
  suggestionsQuery,
} from './catalogue.ts'
import { route } from './route.ts'
import { skuSchema } from './shapes.ts'

const refusals: readonly ProblemCode[] = ['invalid_request', 'rate_limited', 'unavailable']
const group = 'Catalogue'

export const catalogueDocs = {
  list: route({
    group,
    method: 'get',
    path: '/v1/products',
    summary: 'Products for sale: searched, filtered, sorted and counted',
    query: listProductsQuery,
    answers: {
      200: {
        description:
          'One page. Where a search has to look at very many products, a page may be short or empty although nextCursor goes on: the list ends where nextCursor is null.',
        schema: productListSchema,
      },
    },
    refusals,
  }),
  get: route({
    group,
    method: 'get',
    path: '/v1/products/:sku',
    summary: 'One product',
    params: z.object({ sku: skuSchema }),
    query: productQuery,
    answers: {
      200: { description: 'The product.', schema: productSchema },
      304: { description: 'It has not changed.' },
    },
    refusals: [...refusals, 'not_found'],
  }),
  suggestions: route({
    group,
    method: 'get',
    path: '/v1/suggestions',
    summary: 'Titles as you type',
    query: suggestionsQuery,
    answers: { 200: { description: 'The titles that fit best, each once.', schema: suggestionListSchema } },
    refusals,
  }),
  categories: route({
    group,
    method: 'get',
    path: '/v1/categories',
    summary: 'The category tree with counts of products for sale',
    query: productQuery,
    answers: { 200: { description: 'The tree.', schema: categoryListSchema } },
    refusals,
  }),
}
