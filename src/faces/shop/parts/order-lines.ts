/** The lines of an order with their pictures, their savings, and the units that were refunded. */
import { html } from 'hono/html'
import type { OrderBody } from '../../../contract/answers/orders.ts'
import type { Page } from '../page.ts'
import { ORDER_TEXTS } from '../texts/order.ts'
import type { Html } from '../view.ts'
import { lineFacts, linePicture, lineSavings } from './line-parts.ts'
import { productPath } from './product-path.ts'

type Line = OrderBody['lines'][number]

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
  const { sku, title, quantity, unitPrice, lineTotal, adjustments } = line
  const path = productPath(page, sku)
  return html`<li class="line"><a class="line-picture" href="${path}" tabindex="-1" aria-hidden="true">${linePicture(page, line)}</a>
<div class="line-text"><h3><a href="${path}">${title}</a></h3>${lineFacts(line, `${page.money(unitPrice)} × ${quantity}`)}
${lineSavings(page, adjustments)}
${returned > 0 ? html`<p class="now">${page.texts(ORDER_TEXTS).returned(returned)}</p>` : ''}
${reason ? html`<p class="failed" role="alert">${reason}</p>` : ''}</div>
<p class="line-total">${page.money(lineTotal)}</p></li>`
}
