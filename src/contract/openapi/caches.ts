/** The document's texts for the route on which operators read the state of the caches. */
import { cacheListSchema } from '../answers/caches.ts'
import { cacheRoutes } from '../http/caches.ts'
import { documented } from './operation.ts'

export const cacheDocs = documented('operations', 'Operations', cacheRoutes, {
  caches: {
    summary: 'Get the catalogue caches of this isolate: sizes, hits, misses and fills by tier',
    answers: { 200: { description: 'One cache for each kind of value.', schema: cacheListSchema } },
    refusals: ['invalid_request', 'unauthenticated', 'forbidden', 'rate_limited', 'unavailable'],
  },
})
