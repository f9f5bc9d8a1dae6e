/** The returns of an order with their answers, and the form that asks for another one while units can be returned. */
import { html } from 'hono/html'
import type { OrderBody } from '../../../contract/answers/orders.ts'
import type { Page } from '../page.ts'
import { ORDER_TEXTS } from '../texts/order.ts'
import { timeText } from '../time.ts'
import type { Html } from '../view.ts'
import { textArea } from './field.ts'

const MAX_REASON_LENGTH = 500

/** @param typed the form that was refused, or null */
export function orderReturns(page: Page, order: OrderBody, typed: URLSearchParams | null): Html {
  const { returns, returnable } = order
  if (returns.length + returnable.length === 0) return ''
  const all = returns.map((its) => html`<li>${returned(page, order, its)}</li>`)
  return html`<section class="order-returns"><h2>${page.texts(ORDER_TEXTS).returns}</h2>
${all.length > 0 ? html`<ul>${all}</ul>` : ''}${returnable.length > 0 ? request(page, order, typed) : ''}</section>`
}

/** The units that the form names, as far as they are numbers. */
export function unitsIn(form: URLSearchParams, { returnable }: OrderBody) {
  return returnable.flatMap(({ lineId }, place) => {
    const quantity = Number(form.get(`units_${place}`))
    return quantity > 0 && form.get(`line_${place}`) === lineId ? [{ lineId, quantity }] : []
  })
}

function returned(page: Page, order: OrderBody, its: OrderBody['returns'][number]): Html {
  const texts = page.texts(ORDER_TEXTS)
  const { status, lines, reason, answer, labelUrl, refundId, requestedAt } = its
  const refund = order.payment.refunds.find(({ id }) => id === refundId)
  const units = lines.map(({ lineId, sku, quantity }) => `${titleOf(order, lineId) ?? sku} × ${quantity}`)
  const isOpen = status === 'approved'
  return html`<p><b data-return-state>${texts.returnState[status]}</b></p>
<p>${units.join(', ')}</p><p class="soft">${timeText(page, requestedAt, 'time')}</p>
<p class="soft written">${texts.returnYourReason(reason)}</p>
${isOpen && answer ? html`<h3>${texts.sendTo}</h3><p class="written">${answer}</p>` : ''}
${isOpen && labelUrl ? html`<p><a href="${labelUrl}" target="_blank" rel="noreferrer">${texts.label}</a></p>` : ''}
${status === 'refused' && answer ? html`<p class="written">${answer}</p>` : ''}
${refund ? html`<p>${texts.refund(page.money(refund.amount))}</p>` : ''}`
}

function request(page: Page, order: OrderBody, typed: URLSearchParams | null): Html {
  const texts = page.texts(ORDER_TEXTS)
  const { id, version, returnable } = order
  const [first = ''] = returnable.map(({ until }) => until).sort()
  const isOnly = returnable.length === 1 && returnable[0]?.quantity === 1
  const units = returnable.map(({ lineId, sku, quantity }, place) => {
    const name = `units_${place}`
    const value = typed?.get(name) ?? (isOnly ? 1 : 0)
    return html`<li><input type="hidden" name="line_${place}" value="${lineId}"><label><input class="few" id="${name}" name="${name}" type="number" inputmode="numeric" min="0" max="${quantity}" value="${value}" autocomplete="off"> <span>${texts.returnUnits(titleOf(order, lineId) ?? sku, quantity)}</span></label></li>`
  })
  const form = { value: (name: string) => typed?.get(name) ?? '', errors: new Map<string, string>() }
  const reason = { name: 'reason', label: texts.returnReason, autocomplete: 'off', isRequired: true }
  return html`<details${typed ? html` open` : ''}><summary>${texts.return}</summary><p>${texts.returnText}</p>
<p class="soft">${texts.returnUntil} ${timeText(page, first, 'time')}</p>
<form method="post" action="${page.path(`/orders/${id}/returns`)}"><input type="hidden" name="version" value="${version}">
<ul>${units}</ul>${textArea(form, { ...reason, maxLength: MAX_REASON_LENGTH })}<button class="button">${texts.returnNow}</button></form></details>`
}

function titleOf({ lines }: OrderBody, lineId: string): string | undefined {
  return lines.find((line) => line.lineId === lineId)?.title
}
