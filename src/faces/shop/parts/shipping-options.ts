/** The ways of delivery to the chosen place, with their prices. */
import { html } from 'hono/html'
import type { QuoteBody } from '../../../contract/answers/orders.ts'
import { countriesIn } from '../countries.ts'
import type { Page } from '../page.ts'
import { CHECKOUT_TEXTS } from '../texts/checkout.ts'
import type { Html } from '../view.ts'

/** @param isFocused whether the amounts of the chosen way have just been asked for */
export function shippingOptions(page: Page, country: string, quote: QuoteBody, isFocused: boolean): Html {
  const texts = page.texts(CHECKOUT_TEXTS)
  const { shippingOptions: offers, shippingOption } = quote
  if (offers.length === 0) {
    const name = countriesIn(page.locale).get(country) ?? country
    return html`<section><h2>${texts.shipping}</h2><p class="now">${texts.noShipping(name)}</p></section>`
  }
  const chosen = html` checked${isFocused ? html` autofocus` : ''}`
  const options = offers.map(
    ({ id, title, amount, estimatedDays }) =>
      html`<label class="option"><input type="radio" name="shippingOption" value="${id}"${id === shippingOption ? chosen : ''}>
<span>${title || id}${estimatedDays > 0 ? html` <span class="soft">${texts.days(estimatedDays)}</span>` : ''}</span><b>${amount.amount === 0 ? texts.free : page.money(amount)}</b></label>`,
  )
  const apply = html`<button class="quiet" name="act" value="shipping">${texts.useShipping}</button>`
  return html`<fieldset id="shippingOption"><legend>${texts.shipping}</legend>${options}${offers.length > 1 ? apply : ''}</fieldset>`
}
