/** The operators' notes on an order. */
import * as z from 'zod/mini'

export const notesSchema = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      text: z.string(),
      by: z.string().check(z.meta({ description: 'The id of the operator who wrote the note.' })),
      at: z.string().check(z.meta({ format: 'date-time' })),
    }),
  ),
})
