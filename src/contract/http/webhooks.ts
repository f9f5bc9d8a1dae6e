/** The routes by which operators manage the endpoints that receive events, with their bodies and queries. */
import * as z from 'zod/mini'
import { isFilter } from '../../domain/events/types.ts'
import type { Routes } from './route.ts'
import { LIST_QUERY, pastedSchema, timeSchema } from './shapes.ts'

const FIELDS = {
  // The address is judged where the configuration is known.
  url: pastedSchema.check(z.minLength(1), z.maxLength(2_000)),
  types: z
    .array(z.string().check(z.refine(isFilter, { error: 'is not a type of event, nor a group such as order.*' })))
    .check(z.minLength(1), z.maxLength(50)),
  description: z.string().check(z.maxLength(200)),
}

export const newWebhookSchema = z.strictObject({
  url: FIELDS.url,
  types: z._default(FIELDS.types, ['*']),
  description: z._default(FIELDS.description, ''),
})

export const webhookChangeSchema = z.strictObject({
  url: z.optional(FIELDS.url),
  types: z.optional(FIELDS.types),
  description: z.optional(FIELDS.description),
  isPaused: z.optional(z.boolean()),
})

const EVENT_ID = /^evt_[0-9A-HJKMNP-TV-Z]{26}$/

export const replaySchema = z
  .strictObject({
    eventId: z.optional(pastedSchema.check(z.regex(EVENT_ID, { error: 'is not the id of an event' }))),
    from: z.optional(timeSchema),
    to: z.optional(timeSchema),
  })
  .check(
    z.refine(({ eventId, from, to }) => (eventId === undefined) === (from !== undefined && to !== undefined), {
      error: 'is required unless from and to are given; send only one of them',
      path: ['eventId'],
    }),
  )

const params = z.strictObject({
  id: pastedSchema.check(z.regex(/^whk_[0-9A-HJKMNP-TV-Z]{26}$/, { error: 'is not the id of a webhook' })),
})
const LIST = '/v1/admin/webhooks'
const ONE = `${LIST}/:id` as const

export const webhookRoutes = {
  list: { method: 'get', path: LIST },
  create: { method: 'post', path: LIST, body: newWebhookSchema },
  get: { method: 'get', path: ONE, params },
  change: { method: 'patch', path: ONE, params, body: webhookChangeSchema },
  delete: { method: 'delete', path: ONE, params },
  rotate: { method: 'post', path: `${ONE}/rotate`, params },
  test: { method: 'post', path: `${ONE}/test`, params },
  replay: { method: 'post', path: `${ONE}/replay`, params, body: replaySchema },
  attempts: {
    method: 'get',
    path: `${ONE}/attempts`,
    params,
    query: z.strictObject({
      limit: LIST_QUERY.limit,
      cursor: z.optional(z.string().check(z.regex(/^\d{1,15}$/, { error: 'is not a cursor of this list' }))),
    }),
  },
  dead: { method: 'get', path: `${ONE}/dead-letters`, params },
} as const satisfies Routes
