/** The content of the simulated provider's pages, the same in every frame: plain forms, readable without scripts or styles. */
import { html } from 'hono/html'
import type { SimulatedView } from '../../contract/rpc/simulated-payment.ts'
import { moneyText } from '../../domain/money-text.ts'
import type { PayWords } from '../../domain/pay-page-texts.ts'
import type { PayLocale } from './pay-locales.ts'

/** @param back URL of the shop, or null when the shop gave none */
export function payContent(payment: SimulatedView, back: string | null, locale: PayLocale, texts: PayWords) {
  const { status } = payment
  const isOpen = status !== 'captured'
  return html`<h1>${texts.title}</h1>
    <p class="notice">${texts.note}</p>
    <p class="amount">${moneyText(payment, locale, 'symbol')}</p>
    <p class="state ${status}" role="status">${texts[status]}</p>
    <dl>
      <div><dt>${texts.order}</dt><dd>${payment.number}</dd></div>
    </dl>
    ${isOpen ? choices(texts) : ''}
    ${back === null || status === 'open' ? '' : html`<a class="${isOpen ? 'quiet' : 'button'}" href="${back}">${texts.back}</a>`}`
}

export function nothingToPayContent(texts: PayWords) {
  return html`<h1>${texts.nothing}</h1><p class="state">${texts.nothingNote}</p>`
}

/** A form without an action posts to the page's own URL, including its query. */
function choices(texts: PayWords) {
  return html`<form method="post">
      <button class="button" name="outcome" value="approve">${texts.approve}</button>
      <button class="quiet" name="outcome" value="decline">${texts.decline}</button>
      <details>
        <summary>${texts.more}</summary>
        <label>${texts.delay} <input type="number" name="delaySeconds" min="0" max="86400" value="0" /></label>
        <label>${texts.deliveries} <input type="number" name="deliveries" min="1" max="10" value="1" /></label>
        <label>${texts.reorder} <input type="checkbox" name="reorder" value="true" /></label>
      </details>
    </form>`
}
