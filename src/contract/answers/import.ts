/** The report of an import. */
import * as z from 'zod/mini'

export const importReportSchema = z
  .object({
    created: z.int(),
    updated: z.int(),
    unchanged: z.int(),
    rejected: z.array(z.object({ line: z.int(), message: z.string() })),
  })
  .register(z.globalRegistry, {
    id: 'ImportReport',
    description: 'Counts of lines. A rejected one is named by its place in the body, whose first line is 1.',
  })
