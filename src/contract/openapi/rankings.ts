/** The document's texts for the routes of rankings. */

import { hotSchema, rankSchema } from '../http/rankings.ts'
import { rankingRoutes } from '../http/rankings-routes.ts'
import type { ProblemCode } from '../problem.ts'
import { documented } from './operation.ts'

const refusals: readonly ProblemCode[] = ['invalid_request', 'rate_limited', 'unavailable']

export const rankingDocs = documented('Catalogue', rankingRoutes, {
  hot: {
    summary: 'The products that are looked at, added and bought most, the hottest first',
    answers: { 200: { description: 'Products for sale with their scores.', schema: hotSchema } },
    refusals,
  },
  rank: {
    summary: 'The place of one product in that ranking',
    answers: { 200: { description: 'Its place and score.', schema: rankSchema } },
    refusals: [...refusals, 'not_found'],
  },
})
