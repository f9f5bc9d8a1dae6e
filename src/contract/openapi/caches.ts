/** The document's texts for the routes that show operators caches. */
import { cacheListSchema } from '../answers/caches.ts'
import { cacheRoutes } from '../http/caches-routes.ts'
import { documented } from './operation.ts'

export const cacheDocs = documented('Operations', cacheRoutes, {
  caches: {
    summary: 'The catalogue’s caches of this isolate: sizes, hits, misses and fills by tier',
    answers: { 200: { description: 'One per kind of value.', schema: cacheListSchema } },
    refusals: ['invalid_request', 'unauthenticated', 'forbidden', 'rate_limited', 'unavailable'],
  },
})
