/** The operators' notes on an order, and the orders that hold units of a product. */
import * as z from 'zod/mini'
import { timeSchema } from '../http/shapes.ts'

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

export const holdListSchema = z
  .object({
    items: z.array(
      z.object({
        orderId: z
          .string()
          .check(
            z.meta({ description: '`lost` for units that orders may hold although a restore has lost their holds.' }),
          ),
        number: z.nullable(z.string()),
        quantity: z.int(),
        at: timeSchema,
        until: timeSchema.check(
          z.meta({ description: 'After this time the stock asks the order whether it still needs the units.' }),
        ),
        isOverdue: z.boolean(),
      }),
    ),
    nextCursor: z.nullable(z.string()),
  })
  .register(z.globalRegistry, { id: 'HoldList' })
