/**
 * The cart for the pages' own scripts, which cannot read the token: its state, and numbered operations where no live
 * connection is open. The answers are the API's own, refusals too; reading makes no guest of a stranger.
 */
import { Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { IN_LANGUAGE } from '../languages.ts'
import type { Page, PageEnv } from '../page.ts'
import { ENDED, type ProblemBody } from '../refusal.ts'

export const cartScriptRoutes = new Hono<PageEnv>()
  .get(`${IN_LANGUAGE}/cart/state`, async (c) => {
    const page = c.get('page')
    if (!page.session.exists || (await page.session.token()) === null) return noCart(page)
    const etag = c.req.header('if-none-match')
    const answer = await page.api.v1.cart.$get({}, etag === undefined ? {} : { headers: { 'If-None-Match': etag } })
    const text = await answer.text()
    if (!hasEnded(answer, text)) return passed(page, answer, text)
    page.session.forget()
    return noCart(page)
  })
  .post(`${IN_LANGUAGE}/cart/batch`, async (c) => {
    const page = c.get('page')
    // The cast: the API checks it.
    const send = () => page.api.v1.cart.batch.$post({ json: c.get('json') as never })
    const answer = await send()
    const text = await answer.text()
    if (page.session.isAccount || !hasEnded(answer, text)) return passed(page, answer, text)
    page.session.forget()
    const again = await send()
    return passed(page, again, await again.text())
  })

interface Answer {
  readonly ok: boolean
  readonly status: number
  readonly headers: Headers
}

/** With the cookies of a new or renewed sign-in. */
function passed({ c }: Page, { status, headers }: Answer, text: string): Response {
  if (status === 304) return c.body(null, status, Object.fromEntries(headers))
  // The cast: all other answers have a body.
  return c.body(text, status as ContentfulStatusCode, Object.fromEntries(headers))
}

function noCart({ c }: Page): Response {
  return c.body(null, 204, { 'Cache-Control': 'private, no-store' })
}

/** Whether the sign-in or its cart is gone for good. */
function hasEnded({ ok, status }: Answer, text: string): boolean {
  // The cast: every refusal of the API is a problem document.
  return !ok && status !== 304 && ENDED.includes((JSON.parse(text) as ProblemBody).code)
}
