/** The queries of rankings. */
import * as z from 'zod/mini'
import { HEAT_WINDOWS } from '../../domain/heat.ts'
import { productQuery } from './catalogue.ts'
import type { Routes } from './route.ts'
import { LIST_QUERY, skuSchema } from './shapes.ts'

export const window = z._default(z.enum(HEAT_WINDOWS), 'day')

const rankQuery = z.object({ window })

const hotQuery = z.extend(productQuery, { window, limit: LIST_QUERY.limit })

export const rankingRoutes = {
  hot: { method: 'get', path: '/v1/rankings/hot', query: hotQuery },
  rank: { method: 'get', path: '/v1/rankings/hot/:sku', params: z.object({ sku: skuSchema }), query: rankQuery },
} as const satisfies Routes
