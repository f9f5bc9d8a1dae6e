/** The list of orders, the page of an order, and its forms: pay, cancel, order again. Others' orders do not exist. */
import { type Context, Hono } from 'hono'
import type { OrderBody } from '../../../contract/answers/orders.ts'
import { bodyOf } from '../api.ts'
import { leaveFlash } from '../flash.ts'
import { IN_LANGUAGE } from '../languages.ts'
import type { Page, PageEnv } from '../page.ts'
import { isConfirming, orderView, partOf } from '../pages/order.ts'
import { noOrdersView, ordersView } from '../pages/orders.ts'
import { orderPath } from '../parts/order.ts'
import { unitsIn } from '../parts/order-returns.ts'
import { Refusal, refusalIn } from '../refusal.ts'
import { reorder } from '../reorder.ts'
import { shown } from '../show.ts'
import { ORDER_TEXTS } from '../texts/order.ts'
import type { View } from '../view.ts'

/** The notice of a payment usually comes within a second. */
const MAX_LOOKS = 5
const LOOK_MS = 250

export const orderRoutes = new Hono<PageEnv>()
  .get(`${IN_LANGUAGE}/orders`, known(ordersView, noOrdersView))
  .get(
    `${IN_LANGUAGE}/orders/:id`,
    known(async (page) => orderView(page, await noticedOrderOf(page))),
  )
  .get(
    `${IN_LANGUAGE}/orders/:id/part`,
    known(async (page) => {
      const part = await partOf(page, await orderOf(page), null)
      return page.c.html(part, 200, { 'Cache-Control': 'private, no-store' })
    }),
  )
  .get(
    `${IN_LANGUAGE}/orders/:id/invoice`,
    known(async (page) => {
      const { id = '' } = page.c.req.param()
      const refundId = page.c.req.query('refundId')
      const query = { format: 'html', locale: page.locale, ...(refundId !== undefined && { refundId }) } as const
      const answer = await page.api.v1.orders[':id'].invoice.$get({ param: { id }, query })
      if (!answer.ok) await bodyOf(Promise.resolve(answer))
      // The cast: the page is the answer of the API's own handler.
      return answer as unknown as Response
    }),
  )
  .post(`${IN_LANGUAGE}/orders/:id/pay`, known(pay))
  .post(
    `${IN_LANGUAGE}/orders/:id/cancel`,
    known((page) =>
      unlessChanged(page, async ({ id }) => {
        await bodyOf(page.api.v1.orders[':id'].cancel.$post({ param: { id } }))
        leaveFlash(page.c, 'cancelled')
        return page.c.redirect(orderPath(page, id), 303)
      }),
    ),
  )
  .post(`${IN_LANGUAGE}/orders/:id/returns`, known(askForReturn))
  .post(
    `${IN_LANGUAGE}/orders/:id/reorder`,
    known(async (page) => {
      const order = await orderOf(page)
      const { units, reasons } = await reorder(page, order, page.c.get('form').get('cart') ?? '')
      if (reasons.size === 0) {
        leaveFlash(page.c, 'reordered', { units: `${units}` })
        return page.c.redirect(page.path('/cart'), 303)
      }
      const texts = page.texts(ORDER_TEXTS)
      const text = units === 0 ? texts.noneAdded : texts.someAdded(units)
      return orderView(page, order, { text, reasonAt: (lineId) => reasons.get(lineId) ?? '' })
    }),
  )

/** Throws Refusal `not_found` for what is not an order of this shopper. */
async function orderOf(page: Page): Promise<OrderBody> {
  const id = page.c.req.param('id') ?? ''
  try {
    return await bodyOf(page.api.v1.orders[':id'].$get({ param: { id } }))
  } catch (error) {
    if (!refusalIn(error, 'invalid_request')) throw error
    throw new Refusal({ status: 404, code: 'not_found', detail: 'The order does not exist.' })
  }
}

/** The order, after a short wait for the provider's notice if the shopper comes from paying. */
async function noticedOrderOf(page: Page): Promise<OrderBody> {
  let order = await orderOf(page)
  for (let looks = 1; looks < MAX_LOOKS && isConfirming(page, order); looks++) {
    await scheduler.wait(LOOK_MS)
    order = await orderOf(page)
  }
  return order
}

/** Leads to the page of the provider, and from there back to the order. */
function pay(page: Page): Promise<View | Response> {
  return unlessChanged(page, async ({ id }) => {
    const provider = page.c.get('form').get('provider')
    const json = { ...(provider && { provider }), returnUrl: `${page.origin}${orderPath(page, id)}` }
    const { redirectUrl } = await bodyOf(page.api.v1.orders[':id'].pay.$post({ param: { id }, json }))
    return page.c.redirect(redirectUrl, 303)
  })
}

/** A form that is sent twice asks once, because its key names the version of the order that the shopper saw. */
function askForReturn(page: Page): Promise<View | Response> {
  return unlessChanged(page, async (order) => {
    const { id } = order
    const form = page.c.get('form')
    const lines = unitsIn(form, order)
    const reason = form.get('reason')?.trim() ?? ''
    const text = page.texts(ORDER_TEXTS).returnIncomplete
    const incomplete = () => orderView(page, order, { text, reasonAt: () => '', typed: form })
    if (lines.length === 0 || reason === '') return incomplete()
    const headers = { 'idempotency-key': `return-${/^\d{1,15}$/.exec(form.get('version') ?? '') ?? ''}` }
    try {
      await bodyOf(page.api.v1.orders[':id'].returns.$post({ param: { id }, json: { lines, reason } }, { headers }))
    } catch (error) {
      if (!refusalIn(error, 'invalid_request')) throw error
      return incomplete()
    }
    leaveFlash(page.c, 'returnAsked')
    return page.c.redirect(orderPath(page, id), 303)
  })
}

/** Shows the order with a note if its present state does not allow the act. */
async function unlessChanged(
  page: Page,
  act: (order: OrderBody) => Promise<View | Response>,
): Promise<View | Response> {
  const order = await orderOf(page)
  try {
    return await act(order)
  } catch (error) {
    if (!refusalIn(error, 'illegal_transition', 'idempotency_key_reused')) throw error
    const text = page.texts(ORDER_TEXTS).changed
    return orderView(page, await orderOf(page), { text, reasonAt: () => '' })
  }
}

type Handler = (page: Page) => View | Response | Promise<View | Response>

/** A stranger, and a sign-in that has ended, are led to the sign-in page, or see another view. */
function known(handler: Handler, forStranger: Handler = toSignIn): (c: Context<PageEnv>) => Promise<Response> {
  return shown(async (page) => {
    try {
      if (page.session.exists && (await page.session.token()) !== null) return await handler(page)
    } catch (error) {
      if (!refusalIn(error, 'unauthenticated', 'erased')) throw error
      page.session.forget()
    }
    return forStranger(page)
  })
}

function toSignIn(page: Page): Response {
  const back = new URLSearchParams({ back: page.path(`/orders/${encodeURIComponent(page.c.req.param('id') ?? '')}`) })
  return page.c.redirect(`${page.path('/sign-in')}?${back}`, 303)
}
