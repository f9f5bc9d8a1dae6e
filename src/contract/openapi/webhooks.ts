/** The document's texts for the endpoints that receive events. */
import {
  replayedSchema,
  webhookAttemptListSchema,
  webhookAttemptSchema,
  webhookDeadLettersSchema,
  webhookListSchema,
  webhookSchema,
  webhookWithSecretSchema,
} from '../answers/webhooks.ts'
import { newWebhookSchema, replaySchema, webhookChangeSchema, webhookRoutes } from '../http/webhooks.ts'
import { describeFields } from './describe.ts'
import { documented, GUARDED } from './operation.ts'

const types = { description: 'Types of events, groups such as `order.*`, or `*` for all.' }
const url = { description: 'An https address with a public host. Redirects are not followed.' }
describeFields(newWebhookSchema.shape, { url, types })
describeFields(webhookChangeSchema.shape, {
  ...{ url, types },
  isPaused: { description: 'Events wait while the endpoint is paused, for up to 30 days.' },
})
describeFields(webhookSchema.shape, {
  version: { description: 'The ETag; it rises with every change.' },
  overlapUntil: { description: 'Until then events have a second signature, by the former secret.' },
  waiting: { description: 'Events that are queued for the endpoint.' },
  deadLetters: { description: 'Events that were given up after three days.' },
})
describeFields(webhookWithSecretSchema.shape, { secret: { description: 'Shown only in this answer.' } })
describeFields(webhookAttemptSchema.shape, {
  status: { description: 'Null if the endpoint gave no answer.' },
  excerpt: { description: 'The first 300 bytes of the answer, or the reason why there is none.' },
})
describeFields(replaySchema.shape, {
  eventId: { description: 'One event of the last 30 days, also if the filter excludes it.' },
  from: { description: 'Events that were accepted from then on, and that the filter includes.' },
  to: { description: 'Events that were accepted before then.' },
})

const BODY = ['invalid_request', 'payload_too_large', 'unsupported_media_type'] as const
const FOUND = [...GUARDED, 'invalid_request', 'not_found'] as const
const EDIT = ['version_mismatch', 'precondition_required'] as const
const headers = [{ name: 'If-Match', description: 'Required: the ETag of the webhook that you saw, or `*`.' }]
const one = { 200: { description: 'The webhook.', schema: webhookSchema } }
const secret = { description: 'The webhook with its new secret.', schema: webhookWithSecretSchema }

export const webhookDocs = documented('webhooks', 'Events', webhookRoutes, {
  list: {
    summary: 'List the endpoints that receive events',
    answers: { 200: { description: 'All of them.', schema: webhookListSchema } },
    refusals: GUARDED,
  },
  create: {
    summary: 'Send events to an endpoint from now on',
    answers: { 201: secret },
    refusals: [...GUARDED, ...BODY, 'webhook_limit'],
  },
  get: { summary: 'Show an endpoint', answers: one, refusals: FOUND },
  change: {
    summary: 'Change the address or the filter of an endpoint, or pause it',
    headers,
    answers: one,
    refusals: [...FOUND, ...EDIT, 'payload_too_large', 'unsupported_media_type'],
  },
  delete: {
    summary: 'Delete an endpoint with everything that waits for it',
    headers,
    answers: { 204: { description: 'It was deleted.' } },
    refusals: [...FOUND, ...EDIT],
  },
  rotate: {
    summary: 'Give an endpoint a new secret; the former one also signs for 24 hours',
    headers,
    answers: { 200: secret },
    refusals: [...FOUND, ...EDIT],
  },
  test: {
    summary: 'Send the event `webhook.test` at once, without retries',
    answers: { 200: { description: 'What the endpoint answered.', schema: webhookAttemptSchema } },
    refusals: FOUND,
  },
  replay: {
    summary: 'Deliver one event or a range of at most 1,000 again, after those that wait',
    answers: { 200: { description: 'The number of events that will be delivered again.', schema: replayedSchema } },
    refusals: [...FOUND, 'payload_too_large', 'unsupported_media_type', 'replay_limit'],
  },
  attempts: {
    summary: 'List the newest attempts, at most 1,000, newest first',
    answers: { 200: { description: 'One page.', schema: webhookAttemptListSchema } },
    refusals: FOUND,
  },
  dead: {
    summary: 'List the newest 100 events that were given up',
    answers: { 200: { description: 'Replay them by their ids.', schema: webhookDeadLettersSchema } },
    refusals: FOUND,
  },
})
