/** The bodies by which other systems tell Pannier of changes, signed. */
import * as z from 'zod/mini'
import type { Routes } from './route.ts'
import { skuSchema } from './shapes.ts'

export const MOST_HOOK_PRODUCTS = 500

export const catalogueHookBody = z.strictObject({
  products: z.array(z.strictObject({ sku: skuSchema })).check(z.maxLength(MOST_HOOK_PRODUCTS)),
  categories: z.optional(z.literal(true)),
})

export const hookRoutes = {
  catalogue: { method: 'post', path: '/v1/hooks/catalogue', body: catalogueHookBody },
} as const satisfies Routes
