/** Stands before the validator of a body with an address or a country. */
import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from '../context.ts'

export const needsAddressFormats: MiddlewareHandler<AppEnv> = async (c, next) => {
  await c.get('ports').loadAddressFormats()
  return next()
}
