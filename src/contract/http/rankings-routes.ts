/** The routes of rankings. */
import * as z from 'zod/mini'
import { hotQuery, rankQuery } from './rankings.ts'
import type { Routes } from './route.ts'
import { skuSchema } from './shapes.ts'

export const rankingRoutes = {
  hot: { method: 'get', path: '/v1/rankings/hot', query: hotQuery },
  rank: { method: 'get', path: '/v1/rankings/hot/:sku', params: z.object({ sku: skuSchema }), query: rankQuery },
} as const satisfies Routes
