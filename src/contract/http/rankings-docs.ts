/** The routes of rankings. */
import * as z from 'zod'
import type { ProblemCode } from '../problem.ts'
import { hotQuery, hotSchema, rankQuery, rankSchema } from './rankings.ts'
import { route } from './route.ts'
import { skuSchema } from './shapes.ts'

const refusals: readonly ProblemCode[] = ['invalid_request', 'rate_limited', 'unavailable']
const group = 'Catalogue'

export const rankingDocs = {
  hot: route({
    group,
    method: 'get',
    path: '/v1/rankings/hot',
    summary: 'The products that are looked at, added and bought most, the hottest first',
    query: hotQuery,
    answers: { 200: { description: 'Products for sale with their scores.', schema: hotSchema } },
    refusals,
  }),
  rank: route({
    group,
    method: 'get',
    path: '/v1/rankings/hot/:sku',
    summary: 'The place of one product in that ranking',
    params: z.object({ sku: skuSchema }),
    query: rankQuery,
    answers: { 200: { description: 'Its place and score.', schema: rankSchema } },
    refusals: [...refusals, 'not_found'],
  }),
}
