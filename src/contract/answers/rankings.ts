/** Rankings in answers. */
import * as z from 'zod/mini'
import { productSchema } from './catalogue.ts'

const score = z.number().check(
  z.meta({
    description: 'The score: 1 for each view, 5 for each add to a cart, 20 for each purchase. Older events count less.',
  }),
)

export const hotSchema = z
  .object({ items: z.array(z.object({ product: productSchema, score })) })
  .register(z.globalRegistry, { id: 'HotItems' })

export const rankSchema = z
  .object({ rank: z.int().check(z.meta({ description: 'The rank, beginning with 1.' })), score })
  .register(z.globalRegistry, { id: 'HotRank' })
