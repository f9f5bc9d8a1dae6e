/** The copies and the stored operations of one cart in answers for operators. */
import * as z from 'zod/mini'
import { timeSchema } from '../http/shapes.ts'

const headSchema = z
  .object({
    state: z
      .enum(['live', 'evicted', 'expired', 'erased', 'none', 'off', 'unavailable'])
      .check(z.meta({ description: '`off`: Redis is not configured. `unavailable`: the tier did not answer.' })),
    position: z
      .nullable(z.string())
      .check(
        z.meta({ description: 'Epoch and version; of two copies the greater is newer.', example: '1764327600000-7' }),
      ),
    schema: z.nullable(z.int()),
    seal: z.nullable(z.string()).check(z.meta({ description: 'The user into whose cart this one was merged.' })),
    updatedAt: z.nullable(timeSchema),
  })
  .register(z.globalRegistry, { id: 'CartCopyHead' })

export const cartCopiesSchema = z
  .object({
    userId: z.string(),
    agree: z.boolean().check(z.meta({ description: 'Whether all copies have the same position and the same rows.' })),
    isDirty: z.nullable(z.boolean()).check(
      z.meta({
        description:
          'Whether the object has writes that the record has not confirmed yet; null without an answer of the object.',
      }),
    ),
    confirmed: z
      .nullable(z.string())
      .check(z.meta({ description: 'The newest position that the record has confirmed.' })),
    copies: z.object({ object: headSchema, redis: headSchema, record: headSchema }),
    rows: z
      .array(
        z.object({
          list: z.string(),
          key: z.string(),
          differs: z.boolean(),
          object: z.json(),
          redis: z.json(),
          record: z.json(),
        }),
      )
      .check(
        z.meta({
          description:
            'The rows of all copies as they are stored; null where a copy lacks the row. Of rows that shoppers never see, only the size.',
        }),
      ),
  })
  .register(z.globalRegistry, { id: 'CartCopies' })

export type CartCopiesBody = z.infer<typeof cartCopiesSchema>

export const cartOperationsSchema = z
  .object({
    items: z.array(
      z.object({
        position: z.string(),
        version: z.int(),
        at: timeSchema,
        kind: z.string(),
        isKeyed: z.boolean().check(z.meta({ description: 'Whether the write had an Idempotency-Key.' })),
      }),
    ),
    nextCursor: z.nullable(z.string()),
  })
  .register(z.globalRegistry, { id: 'CartOperations' })

export const cartDrainSchema = z
  .object({ status: z.enum(['draining', 'clean']) })
  .register(z.globalRegistry, { id: 'CartDrain' })
