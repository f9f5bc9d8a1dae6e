/** The answer to a signed notice. */
import * as z from 'zod/mini'

export const catalogueHookAnswer = z
  .object({
    refreshed: z.int().check(z.meta({ description: 'How many products were read anew.' })),
    changed: z.boolean().check(z.meta({ description: 'Whether lists and searches are read anew, too.' })),
  })
  .register(z.globalRegistry, { id: 'CatalogueRefreshed' })
