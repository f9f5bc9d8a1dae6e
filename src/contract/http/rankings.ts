/** The queries of rankings. */
import * as z from 'zod/mini'
import { HEAT_WINDOWS } from '../../domain/heat.ts'
import { productQuery } from './catalogue.ts'
import { LIST_QUERY } from './shapes.ts'

export const window = z._default(z.enum(HEAT_WINDOWS), 'day')

export const rankQuery = z.object({ window })

export const hotQuery = z.extend(productQuery, { window, limit: LIST_QUERY.limit })
