/** The error pages, in the design of the shop. */
import { html } from 'hono/html'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Page } from '../page.ts'
import { ERROR_TEXTS, type ErrorTexts } from '../texts/errors.ts'
import type { View } from '../view.ts'

/** Shown by the service worker while the network is away; the page's script shows the cart in it. */
export function offlineView(page: Page): View {
  const texts = page.texts(ERROR_TEXTS)
  const { title, text } = texts.offline
  return {
    name: 'error',
    title,
    content: html`<section class="wide error"><h1>${title}</h1><p>${text}</p>
<p class="actions"><a class="button" href="${page.path('/')}">${texts.home}</a></p></section><div id="cart"></div>`,
  }
}

/** @param retryAfter seconds, as the API states them */
export function errorView(page: Page, status: number, retryAfter: string | null): View {
  const texts = page.texts(ERROR_TEXTS)
  const { title, text }: ErrorTexts = texts.byStatus[status] ?? texts.other
  const { method, url } = page.c.req
  const canRepeat = status !== 404 && method === 'GET'
  const { pathname, search } = new URL(url)
  return {
    name: 'error',
    title,
    // The cast: the API's statuses are HTTP's.
    status: status as ContentfulStatusCode,
    headers: retryAfter === null ? {} : { 'Retry-After': retryAfter },
    content: html`<section class="wide error"><p class="error-status">${status}</p><h1>${title}</h1><p>${text}</p>
<p class="actions">${canRepeat ? html`<a class="button" href="${pathname}${search}">${texts.again}</a>` : ''}
<a class="${canRepeat ? 'quiet' : 'button'}" href="${page.path('/')}">${texts.home}</a></p>
${status >= 500 ? html`<p class="soft">${texts.id} <code>${page.c.get('requestId')}</code></p>` : ''}</section>`,
  }
}
