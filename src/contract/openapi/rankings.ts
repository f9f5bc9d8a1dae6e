/** The document's texts for the routes of rankings. */
import { hotSchema, rankSchema } from '../answers/rankings.ts'
import { window } from '../http/rankings.ts'
import { rankingRoutes } from '../http/rankings-routes.ts'
import type { ProblemCode } from '../problem.ts'
import { describe } from './describe.ts'
import { documented } from './operation.ts'

describe(window, { description: '`day`: the last 24 hours; `week`: seven days, older ones worth less' })

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
