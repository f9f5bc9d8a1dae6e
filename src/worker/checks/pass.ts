/** The schema of stored findings, for the checks that read their pass back from the record. */
import * as z from 'zod/mini'
import { ACTIONS, type Figure } from '../../domain/report.ts'

const figure: z.ZodMiniType<Figure> = z.union([z.number(), z.string(), z.null()])
const position = z.optional(z.nullable(z.string()))

export const findingSchema = z.object({
  kind: z.string(),
  subject: z.string(),
  expected: figure,
  found: figure,
  positions: z.optional(z.object({ object: position, l2: position, record: position })),
  action: z.enum(ACTIONS),
  repaired: z.optional(z.boolean()),
  at: z.number(),
})
