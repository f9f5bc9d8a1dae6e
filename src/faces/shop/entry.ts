/**
 * Admits the requests for pages with the same bounds and the same bucket of the address as the API, once for each page.
 * Invariant: a form that was sent from another site is refused before anything is read or written.
 */
import type { MiddlewareHandler } from 'hono'
import { csrf } from 'hono/csrf'
import { FORM } from '../../contract/http/payment.ts'
import { Problem } from '../../contract/problem.ts'
import { BODY_LIMIT_BYTES, readBounded, readForm, readJson } from '../../worker/guard/body.ts'
import { takeOfAddress } from '../../worker/guard/guard.ts'
import { refuseCrossSite } from '../../worker/guard/same-site.ts'
import { refuseOversized } from '../../worker/guard/sizes.ts'
import { patternOf } from '../../worker/http/entry.ts'
import { ownOrigin } from '../../worker/http/own-origin.ts'
import { surround } from '../../worker/http/surround.ts'
import { requestOf, type ShopContext } from './context.ts'
import { Page, type PageEnv } from './page.ts'
import { loadPageWords } from './page-words.ts'
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
  await loadPageWords(c.env)
  if (c.req.method === 'POST') await readPosted(c)
  await next()
}

/**
 * Accepts only what this shop's own pages send: forms, and JSON where a script sends it. The post that ends reminders
 * comes from programs of e-mail too (RFC 8058): its link is the proof, and its body is not read.
 */
const readPosted = async (c: Parameters<Middleware>[0]) => {
  if (UNSUBSCRIBE_PATH.test(c.req.path)) return void c.set('form', new URLSearchParams())
  const isJson = isForScripts(c.req.path)
  const type = isJson ? 'application/json' : FORM
  refuseCrossSite(requestOf(c))
  if (isJson) refuseOtherOrigin(c)
  else await sentFromOwnPage(c, async () => {})
  const contentType = (c.req.header('content-type') ?? '').trim().toLowerCase()
  if (!contentType.startsWith(type)) throw new Problem('unsupported_media_type', `Send the body as ${type}.`)
  const body = await readBounded(c.req.raw, BODY_LIMIT_BYTES)
  if (isJson) c.set('json', readJson(body ?? new Uint8Array()).value)
  else c.set('form', new URLSearchParams(body ? readForm(body) : ''))
}

/** Whether scripts call the path: they send JSON, and get problem documents instead of pages. */
export function isForScripts(path: string): boolean {
  return SCRIPT_PATH.test(path)
}

const UNSUBSCRIBE_PATH = /^\/(?:zh|en)\/unsubscribe$/
const SCRIPT_PATH = /^\/(?:zh|en)\/cart\/(?:state|batch)$/

/** Hono's check below covers forms only. Every browser names the origin of a script's post. */
function refuseOtherOrigin(c: Parameters<Middleware>[0]): void {
  const isOwn = c.req.header('origin') === ownOrigin(requestOf(c))
  if (!isOwn) throw new Problem('forbidden', 'This request must be sent from a page of this shop.')
}

/** Stricter than the API's check: a form without Origin and Sec-Fetch-Site is refused too. */
const sentFromOwnPage: Middleware = csrf({ origin: (origin, c) => origin === ownOrigin(requestOf(c)) })
