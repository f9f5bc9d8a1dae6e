/** The routes that call many objects, for operators. */
import { route } from './route.ts'
import { listNamesQuery, namesPageSchema, resendBody, resendSchema, sweepQuery, sweepSchema } from './visits.ts'

const GUARDED = ['invalid_request', 'unauthenticated', 'forbidden', 'rate_limited', 'unavailable'] as const

export const visitsDocs = {
  names: route({
    group: 'Operations',
    method: 'get',
    path: '/v1/admin/ops/aggregates',
    summary: 'Names of carts, accounts, orders, stock and claims, one page',
    query: listNamesQuery,
    answers: { 200: { description: 'One page.', schema: namesPageSchema } },
    refusals: GUARDED,
  }),
  resend: route({
    group: 'Operations',
    method: 'post',
    path: '/v1/admin/ops/resend',
    summary: 'Let objects send their state to the record again, as after a restore; `npm run resend` walks all of them',
    body: resendBody,
    answers: { 200: { description: 'How many send, how many are empty, and which failed.', schema: resendSchema } },
    refusals: GUARDED,
  }),
  sweep: route({
    group: 'Operations',
    method: 'post',
    path: '/v1/admin/ops/sweep',
    summary: 'Call objects that have owed something for long, one page; the schedule does so daily',
    query: sweepQuery,
    answers: { 200: { description: 'How many objects this page called, and which failed.', schema: sweepSchema } },
    refusals: GUARDED,
  }),
}
