/** The document's texts for the routes of the canary. */
import { canarySchema } from '../answers/canary.ts'
import { canaryChangeSchema, canaryRoutes } from '../http/canary.ts'
import { describeFields } from './describe.ts'
import { documented, GUARDED } from './operation.ts'

describeFields(canarySchema.shape, {
  isBound: { description: 'Whether a canary deployment exists: the service binding `CANARY`.' },
  isRunning: { description: 'Whether the canary gets requests.' },
  version: { description: 'The ETag; it rises with every change.' },
  changedBy: { description: 'The id of the operator who changed it, or `canary-budget` after a roll-back.' },
})
describeFields(canaryChangeSchema.shape, {
  isRunning: { description: 'A running canary gets the requests with the header `X-Env-Flag: canary`.' },
  share: {
    description:
      'Percent of all senders, 0–100, whose requests it also gets: verified users, or network addresses without one. ' +
      'Senders of a smaller share stay within a greater one.',
  },
  users: { description: 'Users whose requests it also gets.' },
  reason: { description: 'Shown to other operators.' },
})

const answers = { 200: { description: 'The canary.', schema: canarySchema } }
export const canaryDocs = documented('canary', 'Operations', canaryRoutes, {
  get: { summary: 'Show which requests the canary answers', answers, refusals: GUARDED },
  put: {
    summary: 'Start or stop the canary, or change its share; this takes effect everywhere within ten seconds',
    headers: [{ name: 'If-Match', description: 'Required: the ETag of the canary that you saw, or `*`.' }],
    answers,
    refusals: [
      ...GUARDED,
      'invalid_request',
      'canary_not_startable',
      'version_mismatch',
      'payload_too_large',
      'unsupported_media_type',
      'precondition_required',
    ],
  },
})
