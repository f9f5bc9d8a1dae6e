/** The document's texts for the signed catalogue hook. */
import { catalogueHookAnswer } from '../answers/hooks.ts'
import { catalogueHookBody, hookRoutes } from '../http/hooks.ts'
import { describeFields } from './describe.ts'
import { documented } from './operation.ts'

describeFields(catalogueHookBody.shape, {
  products: { description: 'SKUs that were written or deleted in the record.' },
  categories: { description: 'Whether the category tree has changed.' },
})

export const hookDocs = documented('hooks', 'Operations', hookRoutes, {
  catalogue: {
    summary:
      'Report that another system changed products or categories in the record. Requests are signed according to Standard Webhooks',
    headers: [
      { name: 'webhook-id', description: 'Up to 255 letters, digits, `_` and `-`. Every attempt sends the same id.' },
      { name: 'webhook-timestamp', description: 'Seconds since 1970, at most five minutes from the present.' },
      {
        name: 'webhook-signature',
        description: '`v1,` followed by the base64 HMAC-SHA256 of `id.timestamp.body` with CATALOGUE_HOOK_SECRET.',
      },
    ],
    answers: {
      200: {
        description: 'The products and lists are read again. A repeat has no further effect.',
        schema: catalogueHookAnswer,
      },
    },
    refusals: [
      'invalid_request',
      'unauthenticated',
      'not_found',
      'payload_too_large',
      'unsupported_media_type',
      'rate_limited',
      'unavailable',
    ],
  },
})
