/** An order as its shopper sees it: its state in words, what is to be done now, its history, lines and amounts. */
import { html } from 'hono/html'
import type { OrderBody } from '../../../contract/answers/orders.ts'
import type { Page } from '../page.ts'
import { ORDER_TEXTS } from '../texts/order.ts'
import { timeText } from '../time.ts'
import type { Html } from '../view.ts'
import { orderHistory } from './order-history.ts'
import { orderLines } from './order-lines.ts'
import { orderReturns } from './order-returns.ts'
import { orderSummary } from './order-summary.ts'
import { instructions, methodsOf, paymentChoice } from './payment-choice.ts'

/** Says why a form of the page was refused. */
export interface OrderNote {
  readonly text: string
  /** The reason why a line could not be ordered again, or ''. */
  reasonAt(lineId: string): string
  /** The form of a return that was refused, as it was typed. */
  readonly typed?: URLSearchParams
}

export function orderPath(page: Page, id: string, act = ''): string {
  return page.path(`/orders/${id}${act}`)
}

/** The order as the page shows it, beside the order itself. */
export interface OrderShown {
  /** Whether the shopper has just paid, and the provider's notice is still to come. */
  readonly isConfirming: boolean
  /** The version of the shopper's cart. */
  readonly cartVersion: number
  readonly note: OrderNote | null
}

export function orderPart(page: Page, order: OrderBody, shown: OrderShown): Html {
  const { isConfirming, cartVersion, note } = shown
  const texts = page.texts(ORDER_TEXTS)
  const { number, status, version } = order
  const isPart = status === 'paid' && order.fulfillment === 'partly_shipped'
  const state = isConfirming ? texts.confirming : isPart ? texts.partlyShipped : texts.status[status]
  return html`<div class="wide order" data-version="${version}"><div class="order-head">
<p><a href="${page.path('/orders')}">${texts.orders}</a></p><h1>${texts.order} <span class="order-number">${number}</span></h1>
<p class="order-state state-${status}" data-order-state>${state}</p>
${note ? html`<p class="note now" role="alert">${note.text}</p>` : ''}</div>
<div class="order-main">${status === 'pending_payment' ? payment(page, order, isConfirming) : ''}
${orderHistory(page, order)}${orderLines(page, order, (lineId) => note?.reasonAt(lineId) ?? '')}${orderReturns(page, order, note?.typed ?? null)}
<div class="order-acts">${act(page, order, 'reorder', html`<input type="hidden" name="cart" value="${cartVersion}"><button class="quiet">${texts.again}</button>`)}
${cancellation(page, order)}</div></div>
${orderSummary(page, order)}</div>`
}

/** The next step of an order that is not paid. */
function payment(page: Page, order: OrderBody, isConfirming: boolean): Html {
  const texts = page.texts(ORDER_TEXTS)
  const {
    id,
    expiresAt,
    payment: { status },
  } = order
  if (isConfirming) {
    const { search } = new URL(page.c.req.url)
    return html`<section class="order-next"><p>${texts.confirmingText}</p><p class="actions"><a class="quiet" href="${orderPath(page, id)}${search}">${texts.look}</a></p></section>`
  }
  return html`<section class="order-next">${status === 'declined' ? html`<p class="failed">${texts.declined}</p>` : ''}
${payActs(page, order)}
${expiresAt ? html`<p class="soft">${texts.payUntil} ${timeText(page, expiresAt, 'time')}${page.language === 'zh' ? '。' : '. '}${texts.payAfter}</p>` : ''}</section>`
}

/** The instructions of a manual payment, and the form that opens a payment or another one. */
function payActs(page: Page, order: OrderBody): Html {
  const texts = page.texts(ORDER_TEXTS)
  const told = instructions(page, order)
  const methods = methodsOf(page, told ? order.payment.provider : null)
  const button = (text: string) => html`<button class="button">${text}</button>`
  const form = (text: string) =>
    act(page, order, 'pay', html`${paymentChoice(page, methods, order.payment.provider ?? '')}${button(text)}`)
  if (!told) return form(texts.pay(page.money(order.totals.total)))
  if (methods.length === 0) return told
  return html`${told}<details><summary>${texts.otherWay}</summary>${form(texts.pay(page.money(order.totals.total)))}</details>`
}

function cancellation(page: Page, order: OrderBody): Html {
  if (order.fulfillment !== 'not_shipped') return ''
  const texts = page.texts(ORDER_TEXTS)
  const {
    status,
    payment: { captured },
  } = order
  if (status !== 'pending_payment' && status !== 'paid') return ''
  const effect = status === 'paid' && captured.amount > 0 ? texts.cancelPaid(page.money(captured)) : texts.cancelUnpaid
  return html`<details><summary>${texts.cancel}</summary><p>${effect}</p>${act(page, order, 'cancel', html`<button class="button danger">${texts.cancelNow}</button>`)}</details>`
}

function act(page: Page, { id }: OrderBody, name: string, controls: Html): Html {
  return html`<form method="post" action="${orderPath(page, id, `/${name}`)}">${controls}</form>`
}
