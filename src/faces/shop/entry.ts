/**
 * Admits the requests for pages with the same bounds and the same bucket of the address as the API, once for each page.
 * Invariant: a form that was sent from another site is refused before anything is read or written.
 */
import type { MiddlewareHandler } from 'hono'
import { csrf } from 'hono/csrf'
import { FORM } from '../../contract/http/payment.ts'
import { Problem } from '../../contract/problem.ts'
import { BODY_LIMIT_BYTES, readBounded, readForm } from '../../worker/guard/body.ts'
import { takeOfAddress } from '../../worker/guard/guard.ts'
import { refuseCrossSite } from '../../worker/guard/same-site.ts'
import { refuseOversized } from '../../worker/guard/sizes.ts'
import { patternOf } from '../../worker/http/entry.ts'
import { ownOrigin } from '../../worker/http/own-origin.ts'
import { surround } from '../../worker/http/surround.ts'
import { requestOf, type ShopContext } from './context.ts'
import { Page, type PageEnv } from './page.ts'
import { manifestOf } from './read-manifest.ts'

type Middleware = MiddlewareHandler<PageEnv>

/** Gives the request its id, its ports, its page and its line in the log. */
export const surrounded: Middleware = async (c, next) => {
  const answer = await surround(requestOf(c), patternOf, async () => {
    const manifest = await manifestOf(c.env).catch(() => null)
    // The cast: the handlers' context has one value more, which is set here.
    c.set('page', new Page(c as unknown as ShopContext, manifest))
    await next()
    return c.res
  })
  // Setting the same response again would copy it.
  if (answer !== c.res) c.res = answer
}

/** Throws problems, which the app's error page shows. */
export const admitted: Middleware = async (c, next) => {
  refuseOversized(c.req.raw)
  const taken = takeOfAddress(requestOf(c))
  if (taken) await taken
  if (c.req.method === 'POST') await readPosted(c)
  await next()
}

/** Accepts only forms of this shop's own pages. */
const readPosted = async (c: Parameters<Middleware>[0]) => {
  refuseCrossSite(requestOf(c))
  await sentFromOwnPage(c, async () => {})
  const contentType = (c.req.header('content-type') ?? '').trim().toLowerCase()
  if (!contentType.startsWith(FORM)) throw new Problem('unsupported_media_type', `Send the form as ${FORM}.`)
  const body = await readBounded(c.req.raw, BODY_LIMIT_BYTES)
  c.set('form', new URLSearchParams(body ? readForm(body) : ''))
}

/** Stricter than the API's check: a form without Origin and Sec-Fetch-Site is refused too. */
const sentFromOwnPage: Middleware = csrf({ origin: (origin, c) => origin === ownOrigin(requestOf(c)) })
