/** The lines of an order with their pictures, their savings, and the units that were refunded. */
import { html } from 'hono/html'
import type { OrderBody } from '../../../contract/answers/orders.ts'
import type { Page } from '../page.ts'
import { CART_TEXTS } from '../texts/cart.ts'
import { ORDER_TEXTS } from '../texts/order.ts'
import type { Html } from '../view.ts'
import { picture } from './picture.ts'
import { productPath } from './product-path.ts'

type Line = OrderBody['lines'][number]

/** The picture of a line, on the ground of its product. */
export function linePicture(page: Page, { sku, image }: Pick<Line, 'sku' | 'image'>): Html {
  return picture(page, { images: image ? [image] : [], category: sku }, { alt: '', isFirst: false })
}

/** @param reasonAt the reason why a line could not be ordered again, or '' */
export function orderLines(page: Page, order: OrderBody, reasonAt: (lineId: string) => string): Html {
  const returned = new Map<string, number>()
  for (const { lineId, quantity } of order.payment.refunds.flatMap(({ lines }) => lines)) {
    returned.set(lineId, (returned.get(lineId) ?? 0) + quantity)
  }
  return html`<section><h2>${page.texts(ORDER_TEXTS).lines}</h2><ul class="lines">${order.lines.map((line) =>
    orderLine(page, line, returned.get(line.lineId) ?? 0, reasonAt(line.lineId)),
  )}</ul></section>`
}

function orderLine(page: Page, line: Line, returned: number, reason: string): Html {
  const texts = page.texts(CART_TEXTS)
  const { sku, title, quantity, unitPrice, lineTotal, attributes, adjustments } = line
  const said = Object.entries(attributes).map(([name, value]) => `${name} ${value}`)
  said.push(`${page.money(unitPrice)} × ${quantity}`)
  const path = productPath(page, sku)
  return html`<li class="line"><a class="line-picture" href="${path}" tabindex="-1" aria-hidden="true">${linePicture(page, line)}</a>
<div class="line-text"><h3><a href="${path}">${title}</a></h3><p class="soft">${said.join(' · ')}</p>
${adjustments.map(({ rule, kind, amount }) => html`<p class="saving">${kind === 'coupon' ? texts.withCoupon(rule) : texts.offer(rule)} −${page.money(amount)}</p>`)}
${returned > 0 ? html`<p class="now">${page.texts(ORDER_TEXTS).returned(returned)}</p>` : ''}
${reason ? html`<p class="failed" role="alert">${reason}</p>` : ''}</div>
<p class="line-total">${page.money(lineTotal)}</p></li>`
}
