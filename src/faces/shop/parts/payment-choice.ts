/** The choice of how to pay, where the shop offers several ways, and the instructions of a manual payment. */
import { html } from 'hono/html'
import type { OrderBody, PaymentMethod } from '../../../contract/answers/orders.ts'
import { paymentMethodsOf } from '../../../worker/payment/payment-methods.ts'
import type { Page } from '../page.ts'
import { ORDER_TEXTS } from '../texts/order.ts'
import type { Html } from '../view.ts'

/** @param without a provider that is not offered again */
export function methodsOf(page: Page, without: string | null = null): readonly PaymentMethod[] {
  const all = paymentMethodsOf(page.c.get('ports').config, [page.locale, page.language])
  return all.filter(({ provider }) => provider !== without)
}

/** A shop with one way to pay shows no choice. */
export function paymentChoice(page: Page, methods: readonly PaymentMethod[], chosen: string): Html {
  if (methods.length < 2)
    return html`${methods.map(({ provider }) => html`<input type="hidden" name="provider" value="${provider}">`)}`
  const texts = page.texts(ORDER_TEXTS)
  const isOffered = methods.some(({ provider }) => provider === chosen)
  return html`<fieldset class="methods"><legend>${texts.payBy}</legend>${methods.map(
    ({ provider, title }, place) =>
      html`<label class="option"><input type="radio" name="provider" value="${provider}"${(isOffered ? provider === chosen : place === 0) ? html` checked` : ''}>
<span>${title ?? texts.online}</span></label>`,
  )}</fieldset>`
}

/** Empty unless the order waits for a manual payment. */
export function instructions(page: Page, { number, totals, payment }: OrderBody): Html {
  const manual = payment.status === 'open' && payment.provider === 'manual'
  const method = manual ? methodsOf(page).find(({ provider }) => provider === payment.provider) : undefined
  if (!method) return ''
  const texts = page.texts(ORDER_TEXTS)
  return html`<h2>${method.title}</h2><p class="written">${method.instructions}</p>
<dl class="terms"><dt>${texts.amount}</dt><dd>${page.money(totals.total)}</dd><dt>${texts.reference}</dt><dd>${number}</dd></dl>`
}
