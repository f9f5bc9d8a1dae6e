/** The cart: its lines, the line that was just removed, the saved list, coupons, and what it costs. */
import { html } from 'hono/html'
import type { CartBody } from '../../../contract/answers/cart.ts'
import { bodyOf } from '../api.ts'
import type { Page } from '../page.ts'
import { cartPart, emptyCart, notesOf } from '../parts/cart.ts'
import type { ShownCart } from '../parts/shown-cart.ts'
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
  const cart = await page.cart()
  const shown = cart && (await shownCart(page, cart, refused))
  const isEmpty = !shown || shown.items.length + shown.saved.length === 0
  return {
    name: 'cart',
    title: page.texts(CART_TEXTS).title,
    content: html`<div id="cart">${isEmpty ? emptyCart(page, shown, await suggestions(page)) : cartPart(page, shown)}</div>`,
    // The cast: the refusals of cart writes are client errors.
    ...(refused && { status: refused.refusal.problem.status as 409 }),
  }
}

async function shownCart(page: Page, cart: CartBody, refused: RefusedChange | null): Promise<ShownCart> {
  const { items, saved, coupons, totals } = cart
  const reason = refused ? wordsOf(refused.refusal, page.language) : ''
  const at = refused?.line ?? null
  // The line of a refused change may not be there any more.
  const isLost = at !== null && ![...items, ...saved].some(({ lineId }) => lineId === at)
  return {
    ...{ items, saved, coupons, totals, isPending: false },
    notes: [...notesOf(page, cart), ...(isLost ? [reason] : [])],
    undo: await undoOf(page, cart),
    refusedCoupon: refused && at === null ? { typed: refused.typed ?? '', reason } : null,
    reasonAt: (lineId) => (lineId === at ? reason : ''),
  }
}

/** The way back names the line and its place. */
async function undoOf(page: Page, { removed }: CartBody): Promise<ShownCart['undo']> {
  const line = removed.find(({ lineId }) => lineId === page.c.req.query('removed'))
  if (!line) return null
  const { lineId, sku } = line
  const reading = bodyOf(page.api.v1.products[':sku'].$get({ param: { sku }, query: {} }))
  const title = await reading.then(
    (product) => product.title,
    () => sku,
  )
  return { lineId, title, place: Number(page.c.req.query('place') ?? 0) || 0 }
}

async function suggestions(page: Page): Promise<Html> {
  const query = { sort: 'hot', inStock: 'true', limit: String(SUGGESTED) } as const
  const hot = await bodyOf(page.api.v1.products.$get({ query })).catch(() => null)
  return hot ? tiles(page, hot.items, SUGGESTED) : ''
}
