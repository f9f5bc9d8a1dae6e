/** The answer to the signed catalogue hook. */
import * as z from 'zod/mini'

export const catalogueHookAnswer = z
  .object({
    refreshed: z.int().check(z.meta({ description: 'The number of products that were read again.' })),
    changed: z.boolean().check(z.meta({ description: 'Whether lists and searches are read again too.' })),
  })
  .register(z.globalRegistry, { id: 'CatalogueRefreshed' })
