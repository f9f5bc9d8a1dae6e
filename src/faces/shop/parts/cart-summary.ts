/** The coupons and the amounts of the cart, and the way to checkout. An amount that is not known yet says so. */
import { html } from 'hono/html'
import type { Reader } from '../reader.ts'
import { CART_TEXTS } from '../texts/cart.ts'
import type { Html } from '../view.ts'
import { amountList } from './amounts.ts'
import type { ShownCart } from './shown-cart.ts'

export function cartSummary(reader: Reader, cart: ShownCart): Html {
  const texts = reader.texts(CART_TEXTS)
  return html`<aside class="summary" aria-label="${texts.summary}">${coupons(reader, cart)}
${cartAmounts(reader, cart)}</aside>`
}

/** The amounts and the way to checkout. */
export function cartAmounts(reader: Reader, { items, totals, isPending }: ShownCart): Html {
  const texts = reader.texts(CART_TEXTS)
  if (!totals) return html`<p class="soft">${texts.unknown}</p>`
  const { selectedCount: count, subtotal, total } = totals
  const saved = items.filter(({ selected }) => selected)
  return html`${amountList(reader, { count, subtotal, saved, shipping: texts.later, total, isPending })}
${totals.selectedCount > 0 ? html`<a class="button" href="${reader.path('/checkout')}">${texts.checkout}</a>` : html`<p class="soft">${texts.nothing}</p>`}`
}

function coupons(reader: Reader, { coupons: held, refusedCoupon: refused }: ShownCart): Html {
  const texts = reader.texts(CART_TEXTS)
  return html`<form class="coupon" id="coupon" method="post" action="${reader.path('/cart/coupons')}">
<label for="code">${texts.coupon}</label><div class="with-button"><input id="code" name="code" maxlength="64" required autocomplete="off" value="${refused?.typed ?? ''}" ${refused ? html`aria-invalid="true" aria-describedby="code-error"` : ''}>
<button class="quiet">${texts.apply}</button></div>
${refused ? html`<p class="failed" id="code-error" role="alert">${refused.reason}</p>` : ''}</form>
${held.map(
  ({
    code,
    applied,
    reason = '',
  }) => html`<form class="coupon-held" method="post" action="${reader.path('/cart/coupons/remove')}"><p class="${applied ? 'saving' : 'now'}"><b>${code}</b> ${applied ? texts.applied : (texts.reasons[reason] ?? texts.noEffect)}</p>
<button class="act" name="code" value="${code}">${texts.remove}<span class="unseen"> ${code}</span></button></form>`,
)}`
}
