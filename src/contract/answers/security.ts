/** Notices of attacks, as operators see them. */
import * as z from 'zod/mini'
import { timeSchema } from '../http/shapes.ts'
import { SECURITY_EVENT_KINDS } from '../security-events.ts'

const securityEventSchema = z
  .object({
    id: z.string(),
    kind: z.enum(SECURITY_EVENT_KINDS),
    subject: z.string().check(z.meta({ description: 'A user id, a hashed e-mail address, or `-`.' })),
    addressPrefix: z
      .string()
      .check(z.meta({ description: 'IPv4 /24 or IPv6 /48, or `-`.', example: '198.51.100.0/24' })),
    count: z.int().check(z.meta({ description: 'The greatest that was told.' })),
    at: timeSchema,
  })
  .register(z.globalRegistry, {
    id: 'SecurityEvent',
    description: 'The same within an hour is one event, with the time it was told last.',
  })

export const securityEventListSchema = z
  .object({ items: z.array(securityEventSchema), nextCursor: z.nullable(z.string()) })
  .register(z.globalRegistry, { id: 'SecurityEventList' })
