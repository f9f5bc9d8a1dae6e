/** Security events, for operators. */
import * as z from 'zod/mini'
import { timeSchema } from '../http/shapes.ts'
import { SECURITY_EVENT_KINDS } from '../rpc/security-events.ts'

const securityEventSchema = z
  .object({
    id: z.string(),
    kind: z.enum(SECURITY_EVENT_KINDS),
    subject: z.string().check(z.meta({ description: 'A user id, a hashed e-mail address, or `-`.' })),
    addressPrefix: z
      .string()
      .check(z.meta({ description: 'IPv4 /24 or IPv6 /48, or `-`.', example: '198.51.100.0/24' })),
    count: z.int().check(z.meta({ description: 'The highest count that was reported.' })),
    at: timeSchema,
  })
  .register(z.globalRegistry, {
    id: 'SecurityEvent',
    description:
      'Reports of the same kind, subject and prefix within an hour are one event, with the time of the last report.',
  })

export const securityEventListSchema = z
  .object({ items: z.array(securityEventSchema), nextCursor: z.nullable(z.string()) })
  .register(z.globalRegistry, { id: 'SecurityEventList' })
