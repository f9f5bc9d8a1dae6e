/** The amounts that have changed since the shopper saw the total, each as it is now and as it was. */
import { html } from 'hono/html'
import type { QuoteBody } from '../../../contract/answers/orders.ts'
import { type Seen, seenOf } from '../checkout-form.ts'
import type { Page } from '../page.ts'
import { CHECKOUT_TEXTS } from '../texts/checkout.ts'
import type { Html } from '../view.ts'

interface Change {
  readonly name: string
  readonly before: string
  readonly now: string
}

export function totalChanges(page: Page, before: Seen, quote: QuoteBody): Html {
  const texts = page.texts(CHECKOUT_TEXTS)
  const changes = changesIn(page, before, quote)
  if (changes.length === 0) return ''
  return html`<dl class="changes">${changes.map(
    ({ name, before: was, now }) =>
      html`<div><dt>${name}</dt><dd><span class="unseen">${texts.now} </span>${now} <s><span class="unseen">${texts.before} </span>${was}</s></dd></div>`,
  )}</dl>`
}

function changesIn(page: Page, before: Seen, quote: QuoteBody): readonly Change[] {
  const texts = page.texts(CHECKOUT_TEXTS)
  const now = seenOf(quote)
  const { currency } = quote.totals.total
  const money = (amount: number) => page.money({ amount, currency })
  const ofLines = quote.lines.flatMap(({ lineId, title, quantity, unitPrice }): Change[] => {
    const [had, cost] = before.lines[lineId] ?? [0, unitPrice.amount]
    return [
      ...(had === quantity ? [] : [{ name: texts.quantity(title), before: `${had}`, now: `${quantity}` }]),
      ...(cost === unitPrice.amount
        ? []
        : [{ name: texts.eachPrice(title), before: money(cost), now: page.money(unitPrice) }]),
    ]
  })
  const gone = Object.keys(before.lines).filter((lineId) => !(lineId in now.lines)).length
  const names = { discount: texts.discount, shipping: texts.shipping, tax: texts.tax, total: texts.total }
  const ofTotals = (['discount', 'shipping', 'tax', 'total'] as const).flatMap((part): Change[] => {
    const [was, is] = [before.totals[part], now.totals[part]]
    return was === is ? [] : [{ name: names[part], before: money(was), now: money(is) }]
  })
  return [...ofLines, ...(gone > 0 ? [{ name: texts.gone, before: `${gone}`, now: '0' }] : []), ...ofTotals]
}
