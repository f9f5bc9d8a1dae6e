/** The public origin of this deployment: PUBLIC_ORIGIN; without it, as in development, the request's Host. */
import type { Config } from '../../contract/config.ts'
import type { RequestContext } from '../context.ts'

export function ownOrigin(c: RequestContext): string {
  return originOf(c.get('ports').config, c.req.raw.url)
}

export function originOf({ PUBLIC_ORIGIN }: Pick<Config, 'PUBLIC_ORIGIN'>, url: string): string {
  return PUBLIC_ORIGIN ?? new URL(url).origin
}
