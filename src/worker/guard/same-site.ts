/**
 * Accepts posts only from Pannier's own pages (CSRF): a form of another site would act with this browser's access.
 * Browsers name the source of a post in Sec-Fetch-Site, older ones in Origin; programs send neither.
 */
import { Problem } from '../../contract/problem.ts'
import type { RequestContext } from '../context.ts'
import { ownOrigin } from '../http/own-origin.ts'

/** Throws `forbidden`. */
export function refuseCrossSite(c: RequestContext): void {
  const site = c.req.header('sec-fetch-site')
  const origin = c.req.header('origin')
  const isOwn = site === undefined ? origin === undefined || origin === ownOrigin(c) : OWN.includes(site)
  if (!isOwn) throw new Problem('forbidden', 'This form must be sent from its own page.')
}

/** `none` means that the shopper sent the form again from the address bar. */
const OWN: readonly string[] = ['same-origin', 'none']
