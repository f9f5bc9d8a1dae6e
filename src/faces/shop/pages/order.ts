/** The page of one order. With a script, its part is made again when the order changes. */
import { html } from 'hono/html'
import type { OrderBody } from '../../../contract/answers/orders.ts'
import type { Page } from '../page.ts'
import { type OrderNote, orderPart, orderPath } from '../parts/order.ts'
import { payOrigins } from '../pay-origins.ts'
import { ORDER_TEXTS } from '../texts/order.ts'
import type { Html, View } from '../view.ts'

/** @param note says why a form of the page was refused */
export async function orderView(page: Page, order: OrderBody, note: OrderNote | null = null): Promise<View> {
  const { id, number } = order
  const { search } = new URL(page.c.req.url)
  return {
    name: 'order',
    title: `${page.texts(ORDER_TEXTS).order} ${number}`,
    formTargets: payOrigins(page),
    ...(note && { status: note.typed ? 422 : 409 }),
    // A refused form has a path of its own, which no link leads to.
    pathIn: ({ language }) => `/${language}/orders/${id}${search}`,
    content: html`<div id="order" data-live="/v1/orders/${id}/live" data-part="${orderPath(page, id, '/part')}${search}">${await partOf(page, order, note)}</div>`,
  }
}

export async function partOf(page: Page, order: OrderBody, note: OrderNote | null): Promise<Html> {
  // Without the cart, only a form that is sent twice is not recognized.
  const cart = await page.cart().catch(() => null)
  return orderPart(page, order, { isConfirming: isConfirming(page, order), cartVersion: cart?.version ?? 0, note })
}

/** The provider has sent the shopper back with the outcome, which the order learns from the provider itself. */
export function isConfirming(page: Page, { status, payment }: OrderBody): boolean {
  return status === 'pending_payment' && payment.status === 'open' && page.c.req.query('status') === 'captured'
}
