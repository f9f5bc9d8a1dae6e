/** Rankings as they are answered. */
import * as z from 'zod/mini'
import { productSchema } from './catalogue.ts'

const score = z
  .number()
  .check(z.meta({ description: 'A view is worth 1, an add to a cart 5, a purchase 20; less with age.' }))

export const hotSchema = z
  .object({ items: z.array(z.object({ product: productSchema, score })) })
  .register(z.globalRegistry, { id: 'HotItems' })

export const rankSchema = z
  .object({ rank: z.int().check(z.meta({ description: 'From 1.' })), score })
  .register(z.globalRegistry, { id: 'HotRank' })
