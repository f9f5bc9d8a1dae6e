/** The shopper's orders, newest first, with pages as links. */
import { html } from 'hono/html'
import type { OrderBody } from '../../../contract/answers/orders.ts'
import { bodyOf } from '../api.ts'
import type { Page } from '../page.ts'
import { linePicture } from '../parts/line-parts.ts'
import { orderPath } from '../parts/order.ts'
import { refusalIn } from '../refusal.ts'
import { ORDER_TEXTS } from '../texts/order.ts'
import { timeText } from '../time.ts'
import type { Html, View } from '../view.ts'

const PER_PAGE = 10
/** Pictures of one order that fit beside each other on a phone. */
const MAX_PICTURES = 4

interface Listed {
  readonly items: readonly OrderBody[]
  readonly nextCursor: string | null
  /** Set if the cursor is not valid any more, so that the list begins again. */
  readonly note?: string
}

/** Throws Refusal `unauthenticated` when the sign-in has ended. */
export async function ordersView(page: Page): Promise<View> {
  const texts = page.texts(ORDER_TEXTS)
  const cursor = page.c.req.query('cursor')
  const { items, nextCursor, note } = await read(page, cursor)
  const isStart = cursor === undefined || note !== undefined
  return {
    name: 'orders',
    title: texts.orders,
    content:
      items.length === 0 && isStart
        ? noOrders(page)
        : html`<div class="wide orders"><h1>${texts.orders}</h1>${note ? html`<p class="note">${note}</p>` : ''}
<ul class="order-list">${items.map((order) => orderItem(page, order))}</ul>${paging(page, nextCursor, isStart)}</div>`,
  }
}

/** The list of a stranger, who has no orders yet, or whose orders belong to an account. */
export function noOrdersView(page: Page): View {
  return { name: 'orders', title: page.texts(ORDER_TEXTS).orders, content: noOrders(page) }
}

async function read(page: Page, cursor: string | undefined): Promise<Listed> {
  const ask = (after?: string) =>
    bodyOf(page.api.v1.orders.$get({ query: { limit: String(PER_PAGE), ...(after && { cursor: after }) } }))
  try {
    return await ask(cursor)
  } catch (error) {
    if (cursor === undefined || !refusalIn(error, 'invalid_request')) throw error
    return { ...(await ask()), note: page.texts(ORDER_TEXTS).badCursor }
  }
}

function orderItem(page: Page, { id, number, status, lines, totals, createdAt }: OrderBody): Html {
  const texts = page.texts(ORDER_TEXTS)
  const units = lines.reduce((sum, { quantity }) => sum + quantity, 0)
  const hidden = lines.length - MAX_PICTURES
  return html`<li><div class="order-text"><h2><a href="${orderPath(page, id)}">${texts.order} <span class="order-number">${number}</span></a></h2>
<p class="order-state state-${status}">${texts.status[status]}</p>
<p class="soft">${timeText(page, createdAt, 'date')} · ${texts.items(units)}</p></div>
<div class="order-pictures">${lines.slice(0, MAX_PICTURES).map((line) => linePicture(page, line))}${hidden > 0 ? html`<span class="soft"><span aria-hidden="true">+${hidden}</span><span class="unseen">${texts.more(hidden)}</span></span>` : ''}</div>
<p class="order-total">${page.money(totals.total)}</p></li>`
}

function paging(page: Page, next: string | null, isStart: boolean): Html {
  const texts = page.texts(ORDER_TEXTS)
  const path = page.path('/orders')
  const more = next
    ? html`<a class="button" rel="next" href="${path}?${new URLSearchParams({ cursor: next })}">${texts.older}</a>`
    : ''
  const start = isStart ? '' : html`<a class="quiet" href="${path}">${texts.newest}</a>`
  return more || start ? html`<p class="actions paging">${more}${start}</p>` : ''
}

function noOrders(page: Page): Html {
  const texts = page.texts(ORDER_TEXTS)
  const { isAccount } = page.session
  const back = new URLSearchParams({ back: page.path('/orders') })
  return html`<section class="wide empty-orders"><h1>${texts.none}</h1><p class="soft">${texts.noneText}${isAccount ? '' : ` ${texts.noneGuest}`}</p>
<p class="actions"><a class="button" href="${page.path('/products')}">${texts.browse}</a>${isAccount ? '' : html`<a class="quiet" href="${page.path('/sign-in')}?${back}">${texts.signIn}</a>`}</p></section>`
}
