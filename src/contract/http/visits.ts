/** Calls to many objects at once: the sweep, and sending again after a restore. */
import * as z from 'zod'
import { KINDS, type Kind } from '../../domain/copy.ts'

export type AggregateName = `${Kind}:${string}`

const NAME = new RegExp(`^(?:${KINDS.join('|')}):.{1,128}$`)

const namesSchema = z.array(z.string().regex(NAME, { error: 'must be a kind and an id, as `order:ord_…`' }))

const MOST_RESENT = 20

export const resendBody = z
  .strictObject({ names: namesSchema.min(1).max(MOST_RESENT) })
  .meta({ example: { names: ['order:ord_01J9ZV6V2M6YZ3T8Q4N5R7W8XK'] } })

export const resendSchema = z
  .object({
    sending: z.number().int().meta({ description: 'Objects that send their state within a second.' }),
    empty: z.number().int().meta({ description: 'Objects that hold nothing.' }),
    failed: namesSchema.meta({ description: 'Objects that did not answer, or whose state cannot be read now.' }),
    found: namesSchema.meta({ description: 'Other objects that these name; send them next.' }),
  })
  .meta({ id: 'Resent' })
export type ResendBody = z.infer<typeof resendSchema>

export const listNamesQuery = z.strictObject({
  source: z.enum(['record', 'l2', 'catalogue']).meta({
    description:
      'Where ids are read: every kind from `record`, carts from `l2` (Redis), stock from the SKUs of the `catalogue`.',
  }),
  kind: z
    .enum(KINDS)
    .optional()
    .meta({ description: 'The kind of object, with `record`; carts when it is not given.' }),
  cursor: z.string().max(200).optional(),
})

export const namesPageSchema = z
  .object({ items: namesSchema, nextCursor: z.string().nullable() })
  .meta({ id: 'AggregateNames' })
export type NamesPageBody = z.infer<typeof namesPageSchema>

export const sweepQuery = z.strictObject({ cursor: z.string().max(200).optional() })

export const sweepSchema = z
  .object({
    called: z.number().int().meta({ description: 'Objects that were called.' }),
    failed: namesSchema.meta({ description: 'Objects that did not answer.' }),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'Sweep' })
export type SweepBody = z.infer<typeof sweepSchema>
