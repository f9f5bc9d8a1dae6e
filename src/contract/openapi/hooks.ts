/** The document's texts for the routes of signed notices. */
import { catalogueHookAnswer } from '../answers/hooks.ts'
import { catalogueHookBody } from '../http/hooks.ts'
import { hookRoutes } from '../http/hooks-routes.ts'
import { describeFields } from './describe.ts'
import { documented } from './operation.ts'

describeFields(catalogueHookBody.shape, {
  products: { description: 'Written, or deleted, in the record.' },
  categories: { description: 'Whether the tree of categories has changed.' },
})

export const hookDocs = documented('Operations', hookRoutes, {
  catalogue: {
    summary: 'Products or categories were changed in the record by others; signed after Standard Webhooks',
    headers: [
      { name: 'webhook-id', description: 'Up to 255 letters, digits, `_` and `-`; the same for every try.' },
      { name: 'webhook-timestamp', description: 'Seconds since 1970, at most five minutes from now.' },
      {
        name: 'webhook-signature',
        description: '`v1,` and the base64 of the HMAC-SHA256 of `id.timestamp.body` with CATALOGUE_HOOK_SECRET.',
      },
    ],
    answers: { 200: { description: 'They are read anew. A repeat changes nothing.', schema: catalogueHookAnswer } },
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
