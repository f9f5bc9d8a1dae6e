/** The public origin of this deployment: PUBLIC_ORIGIN; without it, as in development, the request's Host. */
import type { RequestContext } from '../context.ts'

export function ownOrigin(c: RequestContext): string {
  return c.get('ports').config.PUBLIC_ORIGIN ?? new URL(c.req.raw.url).origin
}
