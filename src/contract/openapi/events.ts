/** The document's texts for the public stream of events. */
import { eventListSchema } from '../answers/events.ts'
import { eventsRoutes } from '../http/events.ts'
import { documented } from './operation.ts'

export const eventsDocs = documented('events', 'Events', eventsRoutes, {
  list: {
    summary: 'Read the stream of events, oldest first',
    answers: { 200: { description: 'One page.', schema: eventListSchema } },
    refusals: ['invalid_request', 'unauthenticated', 'forbidden', 'cursor_expired', 'rate_limited', 'unavailable'],
  },
})
