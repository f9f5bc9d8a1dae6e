/** The steps of an order with their times and, while it is under way, those that are still to come. */
import { html } from 'hono/html'
import type { OrderBody } from '../../../contract/answers/orders.ts'
import type { Page } from '../page.ts'
import { ORDER_TEXTS } from '../texts/order.ts'
import { timeText, zoneText } from '../time.ts'
import type { Html } from '../view.ts'

/** The way of an order that nothing stops. */
const WAY: readonly OrderBody['status'][] = ['pending_payment', 'paid', 'shipped', 'delivered']

export function orderHistory(page: Page, { status, history, createdAt }: OrderBody): Html {
  const texts = page.texts(ORDER_TEXTS)
  const place = WAY.indexOf(status)
  const ahead = place < 0 ? [] : WAY.slice(place + 1)
  return html`<section class="order-history"><h2>${texts.history}</h2><ol>${history.map(
    (entry, at) =>
      html`<li class="done"${at === history.length - 1 ? html` aria-current="step"` : ''}><span>${stepText(page, entry)}</span> ${timeText(page, entry.at, 'time')}</li>`,
  )}
${ahead.map((step) => html`<li><span>${texts.step[step]}</span><span class="unseen">, ${texts.ahead}</span></li>`)}</ol>
<p class="soft">${texts.zone(zoneText(page, createdAt))}</p></section>`
}

function stepText(page: Page, { to, by }: OrderBody['history'][number]): string {
  const texts = page.texts(ORDER_TEXTS)
  if (to === 'cancelled' && by === 'timeout') return texts.tooLate
  return to === 'paid' && by === 'nothing_due' ? texts.nothingDue : texts.step[to]
}
