/** The document's texts for the routes of rankings. */
import { hotSchema, rankSchema } from '../answers/rankings.ts'
import { rankingRoutes, window } from '../http/rankings.ts'
import type { ProblemCode } from '../problem.ts'
import { describe } from './describe.ts'
import { documented } from './operation.ts'

describe(window, { description: '`day`: the last 24 hours. `week`: the last seven days, where older days count less.' })

const refusals: readonly ProblemCode[] = ['invalid_request', 'rate_limited', 'unavailable']

export const rankingDocs = documented('rankings', 'Catalogue', rankingRoutes, {
  hot: {
    summary: 'List the products that are viewed, added and bought most, highest score first',
    answers: { 200: { description: 'Products for sale with their scores.', schema: hotSchema } },
    refusals,
  },
  rank: {
    summary: 'Get the rank of a product',
    answers: { 200: { description: 'The rank and score of the product.', schema: rankSchema } },
    refusals: [...refusals, 'not_found'],
  },
})
