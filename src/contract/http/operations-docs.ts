/** The routes of health and operators. */
import * as z from 'zod'
import type { ProblemCode } from '../problem.ts'
import {
  adoptedSchema,
  breakersSchema,
  deadLetterListSchema,
  drainedSchema,
  healthSchema,
  listDeadLettersQuery,
  readinessSchema,
} from './operations.ts'
import { route } from './route.ts'
import { userIdSchema } from './shapes.ts'

const GUARDED: readonly ProblemCode[] = [
  'invalid_request',
  'unauthenticated',
  'forbidden',
  'rate_limited',
  'unavailable',
]
const operator = { group: 'Operations' } as const
const letter = z.object({ id: z.string().min(1).max(160) })

export const operationsDocs = {
  health: route({
    group: 'Operations',
    method: 'get',
    path: '/healthz',
    summary: 'Whether the process answers',
    answers: { 200: { description: 'It does.', schema: healthSchema } },
    refusals: [],
  }),
  ready: route({
    group: 'Operations',
    method: 'get',
    path: '/readyz',
    summary: 'Whether the tiers answer, each with its breaker',
    answers: {
      200: { description: 'Ready, or degraded.', schema: readinessSchema },
      503: { description: 'The record is down.', schema: readinessSchema },
    },
    refusals: [],
  }),
  breakers: route({
    ...operator,
    method: 'get',
    path: '/v1/admin/ops/breakers',
    summary: 'The circuit breakers of this isolate',
    answers: { 200: { description: 'One per tier.', schema: breakersSchema } },
    refusals: GUARDED,
  }),
  letters: route({
    ...operator,
    method: 'get',
    path: '/v1/admin/ops/dead-letters',
    summary: 'Messages that could not be written, the newest first',
    query: listDeadLettersQuery,
    answers: { 200: { description: 'One page.', schema: deadLetterListSchema } },
    refusals: GUARDED,
  }),
  drain: route({
    ...operator,
    method: 'post',
    path: '/v1/admin/ops/dead-letters/:id/drain',
    summary: 'Let the object send its present state again, and drop the letter',
    params: letter,
    answers: { 200: { description: 'It will send within a second.', schema: drainedSchema } },
    refusals: [...GUARDED, 'not_found'],
  }),
  drop: route({
    ...operator,
    method: 'delete',
    path: '/v1/admin/ops/dead-letters/:id',
    summary: 'Drop a dead letter',
    params: letter,
    answers: { 204: { description: 'It is gone.' } },
    refusals: [...GUARDED, 'not_found'],
  }),
  adopt: route({
    ...operator,
    method: 'post',
    path: '/v1/admin/ops/carts/:userId/adopt',
    summary: 'Let a cart that no tier holds at its position go on from what the record has',
    params: z.object({ userId: userIdSchema }),
    answers: { 200: { description: 'It goes on under a new epoch.', schema: adoptedSchema } },
    refusals: [...GUARDED, 'nothing_to_adopt'],
  }),
}
