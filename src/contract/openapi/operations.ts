/** The document's texts for the routes of health and operators. */
import {
  adoptedSchema,
  breakersSchema,
  deadLetterListSchema,
  drainedSchema,
  healthSchema,
  readinessSchema,
} from '../answers/operations.ts'
import { operationsRoutes } from '../http/operations-routes.ts'
import type { ProblemCode } from '../problem.ts'
import { documented } from './operation.ts'

const GUARDED: readonly ProblemCode[] = [
  'invalid_request',
  'unauthenticated',
  'forbidden',
  'rate_limited',
  'unavailable',
]

export const operationsDocs = documented('Operations', operationsRoutes, {
  health: {
    summary: 'Whether the process answers',
    answers: { 200: { description: 'It does.', schema: healthSchema } },
    refusals: [],
  },
  ready: {
    summary: 'Whether the tiers answer, each with its breaker',
    answers: {
      200: { description: 'Ready, or degraded.', schema: readinessSchema },
      503: { description: 'The record is down.', schema: readinessSchema },
    },
    refusals: [],
  },
  breakers: {
    summary: 'The circuit breakers of this isolate',
    answers: { 200: { description: 'One per tier.', schema: breakersSchema } },
    refusals: GUARDED,
  },
  letters: {
    summary: 'Messages that could not be written, the newest first',
    answers: { 200: { description: 'One page.', schema: deadLetterListSchema } },
    refusals: GUARDED,
  },
  drain: {
    summary: 'Let the object send its present state again, and drop the letter',
    answers: { 200: { description: 'It will send within a second.', schema: drainedSchema } },
    refusals: [...GUARDED, 'not_found'],
  },
  drop: {
    summary: 'Drop a dead letter',
    answers: { 204: { description: 'It is gone.' } },
    refusals: [...GUARDED, 'not_found'],
  },
  adopt: {
    summary: 'Let a cart that no tier holds at its position go on from what the record has',
    answers: { 200: { description: 'It goes on under a new epoch.', schema: adoptedSchema } },
    refusals: [...GUARDED, 'nothing_to_adopt'],
  },
})
