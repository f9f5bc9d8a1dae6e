/** The bodies and queries of the routes by which operators find and handle orders. */
import * as z from 'zod'
import { orderNumberFrom } from '../../domain/order/number.ts'
import { EMAIL } from '../email.ts'
import { orderParams, statusSchema, text } from './orders.ts'
import { LINE_NAMES, LIST_QUERY, namingOneLine } from './shapes.ts'
import { timeBound } from './time-bound.ts'

const NOT_A_NUMBER = 'is no order number; one looks like 261124-7K3M-9QXW'

const numberSchema = z
  .string()
  .max(40)
  .transform((text, context) => {
    const number = orderNumberFrom(text)
    if (number !== null) return number
    context.addIssue({ code: 'custom', message: NOT_A_NUMBER })
    return z.NEVER
  })
  .meta({ description: 'As people read it out, in any case, with or without its hyphens.' })

/** An order's id or its number, as a path names it. */
export const orderOrNumberParams = z.object({
  id: z
    .string()
    .max(40)
    .transform((text, context) => {
      const found = orderParams.shape.id.safeParse(text).success ? text : orderNumberFrom(text)
      if (found !== null) return found
      context.addIssue({ code: 'custom', message: 'is neither an order id nor an order number' })
      return z.NEVER
    }),
})

const MOST_STATUSES = 20

/** `status=paid&status=shipped` and `status=paid,shipped` mean the same. */
const statusesQuery = z
  .union([z.string().max(200), z.array(z.string().max(200)).max(MOST_STATUSES)])
  .transform((given) => [given].flat().flatMap((each) => each.split(',').map((status) => status.trim())))
  .pipe(z.array(statusSchema).min(1).max(MOST_STATUSES))
  .optional()
  .meta({
    type: 'array',
    items: { type: 'string' },
    description: 'One status or several: repeated, or with commas between them.',
  })

const filters = {
  number: numberSchema.optional(),
  userId: z.string().max(64).optional(),
  from: timeBound('from')
    .optional()
    .meta({ description: 'Created then or later: a day in UTC, or a time with its zone.' }),
  to: timeBound('to').optional().meta({ description: 'Created before this time, or at latest on this day in UTC.' }),
}

/** No e-mail address: URLs are logged. The search takes one in its body. */
export const adminOrderListQuery = z.strictObject(
  { ...LIST_QUERY, ...filters, status: statusesQuery },
  {
    error: ({ code, keys }) =>
      code === 'unrecognized_keys' && Array.isArray(keys) && keys.includes('email')
        ? 'An e-mail address belongs into the body of POST /v1/admin/orders/search, because URLs are logged.'
        : undefined,
  },
)

export const orderSearchSchema = z.strictObject({
  ...filters,
  email: z
    .string()
    .trim()
    .max(254)
    .regex(EMAIL, { error: 'is no e-mail address' })
    .optional()
    .meta({ description: 'The address given at checkout, in any case.' }),
  status: z.union([statusSchema.transform((one) => [one]), z.array(statusSchema).min(1).max(MOST_STATUSES)]).optional(),
  limit: z.number().int().min(1).max(100).default(20),
  cursor: LIST_QUERY.cursor,
})

const NOTE_CHARACTERS = 2000

export const noteSchema = z.strictObject({ text: text(NOTE_CHARACTERS) })

export const notesSchema = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      text: z.string(),
      by: z.string().meta({ description: 'The id of the operator who wrote it.' }),
      at: z.string().meta({ format: 'date-time' }),
    }),
  ),
})

export const shipSchema = z.strictObject({ carrier: text(100), trackingNumber: text(100) })

export const refundSchema = z.strictObject({
  amount: z
    .strictObject({ amount: z.number().int().min(1), currency: z.string() })
    .optional()
    .meta({ description: 'A part of it; else what the lines are worth, or without lines all that is left.' }),
  lines: z
    .array(namingOneLine(z.strictObject({ ...LINE_NAMES, quantity: z.number().int().min(1).max(1_000_000) })))
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'Units that come back: each is worth its share of what its line paid, tax included.' }),
  restock: z
    .boolean()
    .optional()
    .meta({
      description:
        'Whether the units of the lines go back into stock now. An order that has not shipped puts back the rest of ' +
        'its units, each once, when it is cancelled or all of it is refunded.',
    }),
  reason: text(500),
})
