/** Units of an order and its returns in answers. */
import * as z from 'zod/mini'
import { RETURN_STATES } from '../../domain/order/return.ts'
import { timeSchema } from '../http/shapes.ts'
import { lineIdOutSchema } from './shapes.ts'

const unitOutSchema = z.object({ sku: z.string(), lineId: lineIdOutSchema, quantity: z.int() })
export const unitsOutSchema = z.array(unitOutSchema)

export const returnsSchema = z
  .array(
    z.object({
      id: z.string(),
      status: z.enum(RETURN_STATES),
      lines: unitsOutSchema,
      reason: z.string(),
      answer: z
        .nullable(z.string())
        .check(z.meta({ description: 'The place to which the units go, or why the return was refused.' })),
      labelUrl: z.nullable(z.string()),
      refundId: z.nullable(z.string()),
      requestedAt: timeSchema,
      changedAt: timeSchema,
    }),
  )
  .check(z.meta({ description: 'All returns, oldest first.' }))

export const returnableSchema = z
  .array(
    z.extend(unitOutSchema, {
      until: timeSchema.check(z.meta({ description: 'When the term of the first of these units ends.' })),
    }),
  )
  .check(
    z.meta({ description: 'Units that the shopper may still return: delivered, within the term, in no other return.' }),
  )
