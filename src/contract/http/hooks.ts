/** The bodies of signed notices by which other systems report changes. */
import * as z from 'zod/mini'
import type { Routes } from './route.ts'
import { skuSchema } from './shapes.ts'

export const MAX_HOOK_PRODUCTS = 500

export const catalogueHookBody = z.strictObject({
  products: z.array(z.strictObject({ sku: skuSchema })).check(z.maxLength(MAX_HOOK_PRODUCTS)),
  categories: z.optional(z.literal(true)),
})

export const hookRoutes = {
  catalogue: { method: 'post', path: '/v1/hooks/catalogue', body: catalogueHookBody },
} as const satisfies Routes
