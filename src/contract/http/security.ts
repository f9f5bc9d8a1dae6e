/** What operators see of attacks. */
import * as z from 'zod'
import { EVENT_CURSOR, SECURITY_EVENT_KINDS } from '../security-events.ts'
import { LIST_QUERY, timeSchema } from './shapes.ts'

export const listSecurityEventsQuery = z.strictObject({
  ...LIST_QUERY,
  cursor: z.string().regex(EVENT_CURSOR, { error: 'is none of this list' }).optional(),
})

const securityEventSchema = z
  .object({
    id: z.string(),
    kind: z.enum(SECURITY_EVENT_KINDS),
    subject: z.string().meta({ description: 'A user id, a hashed e-mail address, or `-`.' }),
    addressPrefix: z.string().meta({ description: 'IPv4 /24 or IPv6 /48, or `-`.', example: '198.51.100.0/24' }),
    count: z.number().int().meta({ description: 'The greatest that was told.' }),
    at: timeSchema,
  })
  .meta({ id: 'SecurityEvent', description: 'The same within an hour is one event, with the time it was told last.' })

export const securityEventListSchema = z
  .object({ items: z.array(securityEventSchema), nextCursor: z.string().nullable() })
  .meta({ id: 'SecurityEventList' })
