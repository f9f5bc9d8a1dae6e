/**
 * Shows a view in the frame of the shop: the header fields of a page, its ETag, and the parts that all pages share.
 * Invariant: the policy allows no inline script and no inline style.
 */
import type { Context } from 'hono'
import { html } from 'hono/html'
import { takeFlash } from './flash.ts'
import { type Framing, frame, loadFrame } from './frame.ts'
import type { Page, PageEnv } from './page.ts'
import type { View } from './view.ts'

type Handler = (page: Page) => View | Response | Promise<View | Response>

/** Makes a Hono handler from one that returns a view. The frame loads in parallel with the view. */
export function shown(handler: Handler): (c: Context<PageEnv>) => Promise<Response> {
  return async (c) => {
    const page = c.get('page')
    const framing = c.req.method === 'POST' ? null : loadFrame(page)
    const view = await handler(page)
    if (view instanceof Response) return view
    return show(page, view, await (framing ?? loadFrame(page)))
  }
}

/** @param framing null for a focused page, which shows nothing of it */
export async function show(page: Page, view: View, framing: Framing | null): Promise<Response> {
  const { c } = page
  c.get('ports').metrics.counter('pages_total', { page: view.name }).add()
  const flash = takeFlash(c)
  const text = String(await html`${frame(page, view, framing, flash)}`)
  const fields: Record<string, string> = {
    'Content-Type': 'text/html; charset=UTF-8',
    'Content-Language': page.locale,
    'Content-Security-Policy': policyOf(view),
    // With `no-referrer` browsers send `Origin: null` with a form, which looks like another site's request.
    'Referrer-Policy': 'same-origin',
    'Cache-Control': 'private, no-cache',
    ...view.headers,
  }
  if (view.status !== undefined && view.status !== 200) return c.body(text, view.status, fields)
  if (flash) return c.body(text, 200, { ...fields, 'Cache-Control': 'private, no-store' })
  const etag = await etagOf(text)
  if (c.req.header('if-none-match')?.includes(etag)) return c.body(null, 304, { ...fields, ETag: etag })
  return c.body(text, 200, { ...fields, ETag: etag })
}

function policyOf({ formTargets = [], isFocused }: View): string {
  const forms = ["'self'", ...formTargets].join(' ')
  const scripts = isFocused ? '' : "script-src 'self'; connect-src 'self'; worker-src 'self'; "
  return `default-src 'none'; ${scripts}style-src 'self'; img-src 'self' https: data:; manifest-src 'self'; form-action ${forms}; base-uri 'none'; frame-ancestors 'none'`
}

const encoder = new TextEncoder()

/** Weak, because a network may compress the page. Sixty bits suffice to distinguish the states of one page. */
async function etagOf(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-1', encoder.encode(text)))
  return `W/"${btoa(String.fromCharCode(...digest.subarray(0, 9)))}"`
}
