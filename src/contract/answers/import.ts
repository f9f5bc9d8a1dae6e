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
    description: 'Numbers of lines by outcome. A rejected line has its line number in the body; the first line is 1.',
  })
