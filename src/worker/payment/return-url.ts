/** Return URLs after a payment. Invariant: they lead only to configured origins or to the worker's own. */
import type { Config } from '../../contract/config.ts'
import { webPage } from '../../contract/return-url.ts'

const MAX_URL_LENGTH = 2048

/** @param ownOrigin origin of the worker, from the request */
export function isAllowedReturn(
  url: string,
  ownOrigin: string,
  { PAYMENT_RETURN_ORIGINS: origins }: Pick<Config, 'PAYMENT_RETURN_ORIGINS'>,
): boolean {
  const parsed = url.length <= MAX_URL_LENGTH ? webPage(url) : null
  if (parsed === null || `${parsed.username}${parsed.password}` !== '') return false
  return parsed.origin === ownOrigin || origins.includes(parsed.origin)
}
