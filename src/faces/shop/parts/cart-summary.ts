/** The coupons and the amounts of the cart, and the way to checkout. An amount that is not known yet says so. */
import { html } from 'hono/html'
import type { CartBody } from '../../../contract/answers/cart.ts'
import type { Page } from '../page.ts'
import type { RefusedChange } from '../pages/cart.ts'
import { CART_TEXTS } from '../texts/cart.ts'
import { wordsOf } from '../texts/refusals.ts'
import type { Html } from '../view.ts'

/** @param refused the coupon that was refused */
export function cartSummary(page: Page, cart: CartBody, refused: RefusedChange | null): Html {
  const texts = page.texts(CART_TEXTS)
  const { totals } = cart
  return html`<aside class="summary" aria-label="${texts.summary}">${coupons(page, cart, refused)}
<dl><div><dt>${texts.subtotal(totals.selectedCount)}</dt><dd>${page.money(totals.subtotal)}</dd></div>
${savings(page, cart)}
<div><dt>${texts.shipping}</dt><dd>${texts.later}</dd></div>
<div class="total"><dt>${texts.total}</dt><dd>${page.money(totals.total)}</dd></div></dl>
${totals.selectedCount > 0 ? html`<a class="button" href="${page.path('/checkout')}">${texts.checkout}</a>` : html`<p class="soft">${texts.nothing}</p>`}</aside>`
}

function coupons(page: Page, cart: CartBody, refused: RefusedChange | null): Html {
  const texts = page.texts(CART_TEXTS)
  return html`<form class="coupon" id="coupon" method="post" action="${page.path('/cart/coupons')}">
<label for="code">${texts.coupon}</label><div class="with-button"><input id="code" name="code" maxlength="64" required autocomplete="off" value="${refused?.typed ?? ''}" ${refused ? html`aria-invalid="true" aria-describedby="code-error"` : ''}>
<button class="quiet">${texts.apply}</button></div>
${refused ? html`<p class="failed" id="code-error" role="alert">${wordsOf(refused.refusal, page.language)}</p>` : ''}</form>
${cart.coupons.map(
  ({
    code,
    applied,
    reason = '',
  }) => html`<form class="coupon-held" method="post" action="${page.path('/cart/coupons/remove')}"><p class="${applied ? 'saving' : 'now'}"><b>${code}</b> ${applied ? texts.applied : (texts.reasons[reason] ?? texts.noEffect)}</p>
<button class="act" name="code" value="${code}">${texts.remove}<span class="unseen"> ${code}</span></button></form>`,
)}`
}

/** One amount for each rule. */
function savings(page: Page, { items, currency }: CartBody): Html {
  const texts = page.texts(CART_TEXTS)
  const byRule = new Map<string, number>()
  for (const { selected, adjustments } of items) {
    if (!selected) continue
    for (const { rule, kind, amount } of adjustments) {
      const name = kind === 'coupon' ? texts.withCoupon(rule) : texts.offer(rule)
      byRule.set(name, (byRule.get(name) ?? 0) + amount.amount)
    }
  }
  return html`${[...byRule].map(([name, amount]) => html`<div class="saving"><dt>${name}</dt><dd>−${page.money({ amount, currency })}</dd></div>`)}`
}
