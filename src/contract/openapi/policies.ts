/** The document's texts for the routes of the traffic policies. */
import { policiesSchema, policyStateSchema } from '../answers/policies.ts'
import { policyChangeSchema, policyRoutes } from '../http/policies.ts'
import { describeFields } from './describe.ts'
import { documented, GUARDED } from './operation.ts'

describeFields(policyStateSchema.shape, {
  class: { description: 'A class of routes; orders are orders that exist, with their payments.' },
  mode: {
    description:
      'From the mildest to the strictest: `normal`; `open`: goes on without the tier; `partial`: only requests that ' +
      'need the tier get 503; `stale`: old values where there are no current ones; `shed`: 503 for requests that would ' +
      'wait too long; `refuse`: 503 for all.',
  },
  causes: { description: 'Why the class is in this mode; empty for `normal`.' },
})
describeFields(policyChangeSchema.shape, {
  mode: { description: 'A mode that the class offers; `normal` ends the switch.' },
  until: { description: 'When the switch ends by itself: at most 24 hours from now, which is also the default.' },
})

const answers = { 200: { description: 'All policies.', schema: policiesSchema } }
export const policyDocs = documented('policies', 'Operations', policyRoutes, {
  list: { summary: 'List the traffic policies with the mode of each class of route', answers, refusals: GUARDED },
  put: {
    summary: 'Switch a class of route to another mode; this takes effect everywhere within ten seconds',
    headers: [{ name: 'If-Match', description: 'Required: the ETag of the policies that you saw, or `*`.' }],
    answers,
    refusals: [
      ...GUARDED,
      'invalid_request',
      'reason_required',
      'version_mismatch',
      'payload_too_large',
      'unsupported_media_type',
      'precondition_required',
    ],
  },
})
