/** The document's texts for the routes of health, breakers and dead letters. */
import {
  adoptedSchema,
  breakersSchema,
  deadLetterListSchema,
  drainedSchema,
  healthSchema,
  readinessSchema,
} from '../answers/operations.ts'
import { operationsRoutes } from '../http/operations.ts'
import { documented, GUARDED_INPUT } from './operation.ts'

export const operationsDocs = documented('operations', 'Operations', operationsRoutes, {
  health: {
    summary: 'Check that the Worker answers',
    answers: { 200: { description: 'The Worker answers.', schema: healthSchema } },
    refusals: [],
  },
  ready: {
    summary: 'Check that the tiers answer, with the state of their breakers and the mode of each class of route',
    answers: {
      200: { description: 'Ready, or degraded.', schema: readinessSchema },
      503: { description: 'The record is down.', schema: readinessSchema },
    },
    refusals: [],
  },
  breakers: {
    summary: 'List the circuit breakers of this isolate',
    answers: { 200: { description: 'One breaker for each tier.', schema: breakersSchema } },
    refusals: GUARDED_INPUT,
  },
  letters: {
    summary: 'List dead letters (messages that could not be written), newest first',
    answers: { 200: { description: 'One page.', schema: deadLetterListSchema } },
    refusals: GUARDED_INPUT,
  },
  drain: {
    summary: 'Make the object send its current state again, and drop the dead letter',
    answers: { 200: { description: 'The object sends its state within a second.', schema: drainedSchema } },
    refusals: [...GUARDED_INPUT, 'not_found'],
  },
  drop: {
    summary: 'Drop a dead letter',
    answers: { 204: { description: 'The dead letter is dropped.' } },
    refusals: [...GUARDED_INPUT, 'not_found'],
  },
  adopt: {
    summary: 'Make a cart continue from the copy in the record, when no tier holds the cart at its position',
    answers: { 200: { description: 'The cart continues under a new epoch.', schema: adoptedSchema } },
    refusals: [...GUARDED_INPUT, 'nothing_to_adopt'],
  },
})
