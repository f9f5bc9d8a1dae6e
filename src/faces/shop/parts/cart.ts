/** The cart as a page shows it: lines, the strip to undo, the saved list, coupons, amounts. The pages' script shows the same. */
import { html } from 'hono/html'
import type { CartBody } from '../../../contract/answers/cart.ts'
import type { Reader } from '../reader.ts'
import { CART_TEXTS } from '../texts/cart.ts'
import type { Html } from '../view.ts'
import { cartLine, savedLine } from './cart-line.ts'
import { cartSummary } from './cart-summary.ts'
import type { ShownCart } from './shown-cart.ts'

export function cartPart(reader: Reader, cart: ShownCart): Html {
  const texts = reader.texts(CART_TEXTS)
  const { saved, notes, reasonAt, state = '', unclear = '' } = cart
  return html`<div class="wide cart"><div><div class="cart-head"><h1>${texts.title}</h1>${state}</div>${unclear}${notes.map((text) => html`<p class="note">${text}</p>`)}
${cartLines(reader, cart)}
${
  saved.length > 0
    ? html`<h2>${texts.saved}</h2><ul class="lines">${saved.map((line) => savedLine(reader, line, reasonAt(line.lineId)))}</ul>`
    : ''
}</div>
${cartSummary(reader, cart)}</div>`
}

/** The strip to undo stands where the line was. */
export function cartLines(reader: Reader, { items, undo, reasonAt }: ShownCart): Html {
  const strip = undo ? undoStrip(reader, undo) : ''
  const place = Math.min(undo?.place ?? 0, items.length)
  return html`<ul class="lines">${items.map(
    (line, index) => html`${index === place ? strip : ''}${cartLine(reader, line, index, reasonAt(line.lineId))}`,
  )}
${place === items.length ? strip : ''}</ul>`
}

function undoStrip(reader: Reader, { lineId, title }: NonNullable<ShownCart['undo']>): Html {
  const texts = reader.texts(CART_TEXTS)
  return html`<li class="undo" id="undo"><p>${texts.removed(title)}</p>
<form method="post" action="${reader.path(`/cart/lines/${lineId}/restore`)}"><button>${texts.undo}<span class="unseen"> ${title}</span></button></form></li>`
}

/** @param more suggestions below the words */
export function emptyCart(reader: Reader, cart: ShownCart | null, more: Html): Html {
  const texts = reader.texts(CART_TEXTS)
  return html`${cart?.unclear ? html`<div class="wide">${cart.unclear}</div>` : ''}${cart?.undo ? html`<div class="wide">${cartLines(reader, cart)}</div>` : ''}
<section class="wide empty-cart"><h1>${texts.empty}</h1>${more ? html`<p class="soft">${texts.emptyText}</p>` : ''}
${more}<p class="actions"><a class="quiet" href="${reader.path('/products')}">${texts.browse}</a></p></section>`
}

export function notesOf(reader: Reader, { notices, stale }: Pick<CartBody, 'notices' | 'stale'>): readonly string[] {
  const texts = reader.texts(CART_TEXTS)
  const notes = notices.flatMap(({ code }) => texts.notices[code] ?? [])
  return stale ? [...notes, texts.stale] : notes
}
