/** The cart: its lines, the line that was just removed, the saved list, coupons, and what it costs. */
import { html } from 'hono/html'
import type { CartBody } from '../../../contract/answers/cart.ts'
import { bodyOf } from '../api.ts'
import type { Page } from '../page.ts'
import { cartLine, savedLine } from '../parts/cart-line.ts'
import { cartSummary } from '../parts/cart-summary.ts'
import { tiles } from '../parts/tile.ts'
import type { Refusal } from '../refusal.ts'
import { CART_TEXTS } from '../texts/cart.ts'
import { wordsOf } from '../texts/refusals.ts'
import type { Html, View } from '../view.ts'

const SUGGESTED = 4

/** A change that the API refused; it is said at its line, or at the coupon's field. */
export interface RefusedChange {
  /** The line's id; null for a coupon. */
  readonly line: string | null
  readonly refusal: Refusal
  /** The coupon as typed. */
  readonly typed?: string
}

export async function cartView(page: Page, refused: RefusedChange | null = null): Promise<View> {
  const texts = page.texts(CART_TEXTS)
  const cart = await page.cart()
  const strip = cart ? await undoStrip(page, cart) : null
  const isEmpty = !cart || cart.items.length + cart.saved.length === 0
  const place = Math.min(Number(page.c.req.query('place') ?? 0) || 0, cart?.items.length ?? 0)
  const content = isEmpty
    ? html`${strip ? html`<ul class="wide lines">${strip}</ul>` : ''}${await emptyCart(page)}`
    : html`<div class="wide cart"><div><h1>${texts.title}</h1>${warnings(page, cart, refused)}
<ul class="lines">${cart.items.map((line, index) => html`${index === place ? (strip ?? '') : ''}${cartLine(page, line, index, reasonAt(line.lineId))}`)}
${place === cart.items.length ? (strip ?? '') : ''}</ul>
${
  cart.saved.length > 0
    ? html`<h2>${texts.saved}</h2><ul class="lines">${cart.saved.map((line) => savedLine(page, line, reasonAt(line.lineId)))}</ul>`
    : ''
}</div>
${cartSummary(page, cart, refused?.line === null ? refused : null)}</div>`
  return {
    name: 'cart',
    title: texts.title,
    content,
    // The cast: the refusals of cart writes are client errors.
    ...(refused && { status: refused.refusal.problem.status as 409 }),
  }

  function reasonAt(line: string): string {
    return refused?.line === line ? wordsOf(refused.refusal, page.language) : ''
  }
}

/** Stands where the line was: the way back names the line and its place. */
async function undoStrip(page: Page, { removed }: CartBody): Promise<Html | null> {
  const line = removed.find(({ lineId }) => lineId === page.c.req.query('removed'))
  if (!line) return null
  const texts = page.texts(CART_TEXTS)
  const reading = bodyOf(page.api.v1.products[':sku'].$get({ param: { sku: line.sku }, query: {} }))
  const title = await reading.then(
    (product) => product.title,
    () => line.sku,
  )
  return html`<li class="undo" id="undo"><p role="status">${texts.removed(title)}</p>
<form method="post" action="${page.path(`/cart/lines/${line.lineId}/restore`)}"><button>${texts.undo}<span class="unseen"> ${title}</span></button></form></li>`
}

/** What concerns the whole cart, and a refusal whose line is not there any more. */
function warnings(page: Page, cart: CartBody, refused: RefusedChange | null): Html {
  const texts = page.texts(CART_TEXTS)
  const notices = cart.notices.flatMap(({ code }) => texts.notices[code] ?? [])
  if (cart.stale) notices.push(texts.stale)
  const { line = null } = refused ?? {}
  const isShown = [...cart.items, ...cart.saved].some(({ lineId }) => lineId === line)
  if (refused && line !== null && !isShown) notices.push(wordsOf(refused.refusal, page.language))
  return html`${notices.map((text) => html`<p class="note" role="status">${text}</p>`)}`
}

async function emptyCart(page: Page): Promise<Html> {
  const texts = page.texts(CART_TEXTS)
  const { v1 } = page.api
  const limit = String(SUGGESTED)
  const hot = await bodyOf(v1.products.$get({ query: { sort: 'hot', inStock: 'true', limit } })).catch(() => null)
  return html`<section class="wide empty-cart"><h1>${texts.empty}</h1><p class="soft">${texts.emptyText}</p>
${hot ? tiles(page, hot.items, SUGGESTED) : ''}<p class="actions"><a class="quiet" href="${page.path('/products')}">${texts.browse}</a></p></section>`
}
