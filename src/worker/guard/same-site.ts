/**
 * Posts of our own pages only: a form of another site would act with whatever the browser has here. Browsers say where a
 * post comes from by Sec-Fetch-Site, older ones by Origin; programs send neither.
 */
import { Problem } from '../../contract/problem.ts'
import type { Asked } from '../context.ts'
import { ownOrigin } from '../own-origin.ts'

/** Throws `forbidden`. */
export function refuseCrossSite(c: Asked): void {
  const site = c.req.header('sec-fetch-site')
  const origin = c.req.header('origin')
  const isOwn = site === undefined ? origin === undefined || origin === ownOrigin(c) : OWN.includes(site)
  if (!isOwn) throw new Problem('forbidden', 'Send this form from its own page.')
}

/** `none`: the shopper sent it again from the address bar. */
const OWN: readonly string[] = ['same-origin', 'none']
