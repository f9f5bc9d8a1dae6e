/** What other systems tell Pannier, signed. */
import * as z from 'zod'
import { skuSchema } from './shapes.ts'

export const MOST_HOOK_PRODUCTS = 500

export const catalogueHookBody = z.strictObject({
  products: z
    .array(z.strictObject({ sku: skuSchema }))
    .max(MOST_HOOK_PRODUCTS)
    .meta({ description: 'Written, or deleted, in the record.' }),
  categories: z.literal(true).optional().meta({ description: 'Whether the tree of categories has changed.' }),
})

export const catalogueHookAnswer = z
  .object({
    refreshed: z.number().int().meta({ description: 'How many products were read anew.' }),
    changed: z.boolean().meta({ description: 'Whether lists and searches are read anew, too.' }),
  })
  .meta({ id: 'CatalogueRefreshed' })
