/** Rankings over HTTP. */
import * as z from 'zod'
import { HEAT_WINDOWS } from '../../domain/heat.ts'
import { productQuery, productSchema } from './catalogue.ts'
import { LIST_QUERY } from './shapes.ts'

const window = z
  .enum(HEAT_WINDOWS)
  .default('day')
  .meta({ description: '`day`: the last 24 hours; `week`: seven days, older ones worth less' })

const score = z.number().meta({ description: 'A view is worth 1, an add to a cart 5, a purchase 20; less with age.' })

export const rankQuery = z.object({ window })

export const hotQuery = productQuery.extend({ window, limit: LIST_QUERY.limit })

export const hotSchema = z
  .object({ items: z.array(z.object({ product: productSchema, score })) })
  .meta({ id: 'HotItems' })

export const rankSchema = z
  .object({ rank: z.number().int().meta({ description: 'From 1.' }), score })
  .meta({ id: 'HotRank' })
