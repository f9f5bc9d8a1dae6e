/** The order as it would be now: lines, discounts by rule, shipping, taxes and total, and the button that places it. */
import { html } from 'hono/html'
import type { QuoteBody } from '../../../contract/answers/orders.ts'
import type { Page } from '../page.ts'
import { CART_TEXTS } from '../texts/cart.ts'
import { CHECKOUT_TEXTS } from '../texts/checkout.ts'
import type { Html } from '../view.ts'
import { amountList } from './amounts.ts'
import { lineFacts, linePicture } from './line-parts.ts'

export interface SummaryState {
  /** Units that are left, by SKU, for the lines that are short. */
  readonly left: ReadonlyMap<string, number>
  /** Whether the shopper has to confirm another total than the one before. */
  readonly isChanged: boolean
}

export function checkoutSummary(page: Page, quote: QuoteBody, state: SummaryState): Html {
  const texts = page.texts(CHECKOUT_TEXTS)
  const { total } = quote.totals
  const amount = page.money(total)
  const button = total.amount === 0 ? texts.payNothing : state.isChanged ? texts.confirm(amount) : texts.pay(amount)
  return html`<div class="summary-head"><h2 id="summary">${texts.summary}</h2><a class="link" href="${page.path('/cart')}" data-whole>${texts.change}</a></div>
<ul class="order-lines">${quote.lines.map((line) => orderLine(page, quote, line, state))}</ul>
${coupons(page, quote)}
${amounts(page, quote)}
<button class="button" name="act" value="order">${button}</button>
${total.amount === 0 ? '' : html`<p class="soft next">${texts.next}</p>`}`
}

function orderLine(
  page: Page,
  { problems }: QuoteBody,
  line: QuoteBody['lines'][number],
  { left }: SummaryState,
): Html {
  const texts = page.texts(CHECKOUT_TEXTS)
  const { sku, title, quantity, lineTotal } = line
  const available = left.get(sku)
  const isGone = problems.some((problem) => problem.sku === sku)
  const note = available !== undefined ? texts.left(available) : isGone ? texts.soldOut : ''
  return html`<li>${linePicture(page, line)}
<div><p>${title} <span class="soft">× ${quantity}</span></p>${lineFacts(line)}
${note ? html`<p class="now">${note}</p>` : ''}</div><b>${page.money(lineTotal)}</b></li>`
}

/** Each coupon with its effect, or the reason why it has none. */
function coupons(page: Page, { coupons: held }: QuoteBody): Html {
  if (held.length === 0) return ''
  const texts = page.texts(CART_TEXTS)
  return html`<ul class="order-coupons" aria-label="${page.texts(CHECKOUT_TEXTS).coupons}">${held.map(
    ({ code, applied, reason = '' }) =>
      html`<li class="${applied ? 'saving' : 'now'}"><b>${code}</b> ${applied ? texts.applied : (texts.reasons[reason] ?? texts.noEffect)}</li>`,
  )}</ul>`
}

function amounts(page: Page, { lines, totals, shippingOption }: QuoteBody): Html {
  const texts = page.texts(CHECKOUT_TEXTS)
  const { subtotal, discount, shipping, tax, taxIncluded, total } = totals
  const money = (amount: number) => ({ ...total, amount })
  const onLines = lines.reduce((sum, line) => sum + line.discount.amount, 0)
  const price = shipping.amount === 0 ? texts.free : page.money(shipping)
  return html`${amountList(page, {
    ...{ count: lines.reduce((sum, { quantity }) => sum + quantity, 0), subtotal, saved: lines, total },
    shipping: shippingOption === null ? '—' : price,
    before: [
      [texts.shippingSaving, money(discount.amount - onLines), 'saving'],
      [texts.tax, money(tax.amount - taxIncluded.amount)],
    ],
  })}
${taxIncluded.amount > 0 ? html`<p class="soft included">${texts.included(page.money(taxIncluded))}</p>` : ''}`
}
