/**
 * Stands before every route of the cart: `?country=` must be a country. Invariant: a request with a wrong one is refused
 * before anything is written.
 */
import type { MiddlewareHandler } from 'hono'
import { Problem } from '../../contract/problem.ts'
import { countryFault } from '../../domain/address/address.ts'
import { trimmed } from '../../domain/pasted.ts'
import type { AppEnv } from '../context.ts'

export const needsKnownCountry: MiddlewareHandler<AppEnv> = async (c, next) => {
  const country = trimmed(c.req.query('country') ?? '')
  if (country === '') return next()
  await c.get('ports').loadAddressFormats()
  const message = countryFault(country)
  if (message === null) return next()
  throw new Problem('invalid_request', 'The query is not valid.', { extra: { errors: [{ path: 'country', message }] } })
}
