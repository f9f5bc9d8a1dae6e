/** Return URLs after a payment. Invariant: they lead only to configured origins or to the worker's own. */
import type { Config } from '../../contract/config.ts'

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

/** The returnUrl with the payment's id and status added; its other parameters stay. Null when it is not a web page. */
export function returnedTo(url: string, paymentId: string, status: string): string | null {
  const back = webPage(url)
  back?.searchParams.set('paymentId', paymentId)
  back?.searchParams.set('status', status)
  return back?.href ?? null
}

function webPage(url: string): URL | null {
  const parsed = URL.parse(url)
  return parsed && /^https?:$/.test(parsed.protocol) ? parsed : null
}
