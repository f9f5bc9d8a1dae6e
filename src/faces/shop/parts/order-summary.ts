/** The amounts of an order, its payment with refunds, and where it goes. */
import { html } from 'hono/html'
import type { OrderBody } from '../../../contract/answers/orders.ts'
import type { Page } from '../page.ts'
import { ORDER_TEXTS } from '../texts/order.ts'
import type { Html } from '../view.ts'
import { amountList } from './amounts.ts'
import { orderAddress } from './order-address.ts'

export function orderSummary(page: Page, order: OrderBody): Html {
  return html`<aside class="summary" aria-label="${page.texts(ORDER_TEXTS).summary}">${amounts(page, order)}
${payment(page, order)}${documents(page, order)}${delivery(page, order)}${contact(page, order)}</aside>`
}

function amounts(page: Page, { lines, shipping, totals, payment: { refunded, refunding } }: OrderBody): Html {
  const texts = page.texts(ORDER_TEXTS)
  const { subtotal, tax, taxIncluded, total } = totals
  return amountList(page, {
    ...{ count: lines.reduce((sum, { quantity }) => sum + quantity, 0), subtotal, total },
    saved: [...lines, ...(shipping ? [shipping] : [])],
    shipping: totals.shipping.amount === 0 ? texts.free : page.money(totals.shipping),
    before: [[texts.taxOnTop, { ...tax, amount: tax.amount - taxIncluded.amount }]],
    after: [
      [texts.taxIncluded, taxIncluded],
      [texts.refundingSum, refunding],
      [texts.refundedSum, refunded],
    ],
  })
}

function payment(page: Page, { lines, payment: { status, refunds } }: OrderBody): Html {
  const texts = page.texts(ORDER_TEXTS)
  const titles = new Map(lines.map(({ lineId, title }) => [lineId, title]))
  const given = refunds.map(({ amount, lines: units }) => {
    const named = units.map(({ lineId, sku, quantity }) => `${titles.get(lineId) ?? sku} × ${quantity}`)
    return html`<li>${texts.refund(page.money(amount))}${named.length > 0 ? html`<span class="soft"> ${named.join(', ')}</span>` : ''}</li>`
  })
  return html`<section><h2>${texts.payment}</h2><p>${texts.paymentStatus[status]}</p>${given.length > 0 ? html`<ul>${given}</ul>` : ''}</section>`
}

function documents(page: Page, { id, documents: all }: OrderBody): Html {
  if (all.length === 0) return ''
  const texts = page.texts(ORDER_TEXTS)
  const links = all.map(({ kind, number, refundId }) => {
    const path = page.path(`/orders/${id}/invoice`) + (refundId === null ? '' : `?refundId=${refundId}`)
    return html`<li><a class="link" href="${path}" target="_blank">${texts[kind]} ${number}</a></li>`
  })
  return html`<section><h2>${texts.documents}</h2><ul>${links}</ul></section>`
}

function delivery(page: Page, order: OrderBody): Html {
  const texts = page.texts(ORDER_TEXTS)
  const { address, billingAddress, shipping, status } = order
  const isUnderWay = status === 'pending_payment' || status === 'paid' || status === 'shipped'
  const days = shipping && isUnderWay ? html`<p class="soft">${texts.days(shipping.estimatedDays)}</p>` : ''
  const sent = parcels(page, order)
  return html`${order.shipments.length > 0 || days ? html`<section><h2>${texts.shipping}</h2>${sent}${days}</section>` : ''}
${address ? html`<section><h2>${texts.address}</h2>${orderAddress(page, address)}</section>` : ''}
${billingAddress ? html`<section><h2>${texts.billing}</h2>${orderAddress(page, billingAddress)}</section>` : ''}`
}

/** Each shipment, with its units if it has only a part of the order. */
function parcels(page: Page, { lines, shipments, fulfillment }: OrderBody): Html {
  const texts = page.texts(ORDER_TEXTS)
  const titles = new Map(lines.map(({ lineId, title }) => [lineId, title]))
  const isPart = shipments.length > 1 || fulfillment === 'partly_shipped'
  return html`${shipments.map(({ carrier, trackingNumber, deliveredAt, lines: units }) => {
    const named = units.map(({ lineId, sku, quantity }) => `${titles.get(lineId) ?? sku} × ${quantity}`)
    return html`<p>${carrier}${deliveredAt ? html` · ${texts.step.delivered}` : ''}</p><p class="soft">${texts.tracking} <b>${trackingNumber}</b>${isPart ? html`<br>${named.join(', ')}` : ''}</p>`
  })}`
}

function contact(page: Page, { vatNumber, email, note }: OrderBody): Html {
  const texts = page.texts(ORDER_TEXTS)
  const given = [
    [texts.email, email],
    [texts.vatNumber, vatNumber],
    [texts.note, note],
  ] as const
  return html`${given.map(([name, value]) => (value ? html`<section><h2>${name}</h2><p class="written">${value}</p></section>` : ''))}`
}
