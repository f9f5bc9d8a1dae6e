/** The route of what operators see of caches. */
import { cacheListSchema } from './caches.ts'
import { route } from './route.ts'

export const cacheDocs = {
  caches: route({
    group: 'Operations',
    method: 'get',
    path: '/v1/admin/ops/caches',
    summary: 'The catalogue’s caches of this isolate: sizes, hits, misses and fills by tier',
    answers: { 200: { description: 'One per kind of value.', schema: cacheListSchema } },
    refusals: ['invalid_request', 'unauthenticated', 'forbidden', 'rate_limited', 'unavailable'],
  }),
}
