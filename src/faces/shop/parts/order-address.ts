/** An address of an order, line by line, with the country's name in the reader's language. */
import { html } from 'hono/html'
import type { OrderBody } from '../../../contract/answers/orders.ts'
import type { Page } from '../page.ts'
import type { Html } from '../view.ts'

export function orderAddress({ locale }: Page, address: NonNullable<OrderBody['address']>): Html {
  const { name, line1, line2, city, region, postalCode, country, phone } = address
  const place = [postalCode, city, region].filter(Boolean).join(' ')
  const lines = [name, line1, line2, place, countryName(country, locale), phone].filter(Boolean)
  return html`<address>${lines.map((line, at) => html`${at > 0 ? html`<br>` : ''}${line}`)}</address>`
}

/** The code itself if the runtime has no name for it. */
function countryName(code: string, locale: string): string {
  try {
    return new Intl.DisplayNames(locale, { type: 'region' }).of(code) ?? code
  } catch {
    return code
  }
}
