/** The origin under which this deployment is reached: PUBLIC_ORIGIN; without it, as in development, the request's Host. */
import type { Context } from 'hono'
import type { AppEnv } from './context.ts'

export function ownOrigin(c: Context<AppEnv>): string {
  return c.get('ports').config.PUBLIC_ORIGIN ?? new URL(c.req.url).origin
}
