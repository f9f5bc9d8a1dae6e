/** The CORS policy: the origins that may call, and the header fields that they may send and read. */
import { cors } from 'hono/cors'

export const crossOrigin = cors({
  origin: (origin, c) => (c.get('ports').config.CORS_ORIGINS.includes(origin) ? origin : null),
  allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowHeaders: [
    'Authorization',
    'Content-Type',
    'Idempotency-Key',
    'If-Match',
    'If-None-Match',
    'Pannier-Reason',
    'Prefer',
  ],
  exposeHeaders: [
    'ETag',
    'Link',
    'X-Request-Id',
    'X-Cart-Source',
    'Idempotency-Replayed',
    'Retry-After',
    'RateLimit',
    'RateLimit-Policy',
  ],
  maxAge: 600,
})
