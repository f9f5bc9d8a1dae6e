/** The cart's page, and its forms: each is one change, then the cart again. A refused change is said at its line. */
import { Hono } from 'hono'
import { bodyOf } from '../api.ts'
import { IN_LANGUAGE } from '../languages.ts'
import type { Page, PageEnv } from '../page.ts'
import { cartView } from '../pages/cart.ts'
import { refusalIn } from '../refusal.ts'
import { shown } from '../show.ts'
import type { View } from '../view.ts'

export const cartRoutes = new Hono<PageEnv>()
  .get(
    `${IN_LANGUAGE}/cart`,
    shown((page) => cartView(page)),
  )
  .post(`${IN_LANGUAGE}/cart/lines/:line/:act{(?:quantity|select|remove|restore|save|move|unsave)}`, shown(changeLine))
  .post(
    `${IN_LANGUAGE}/cart/coupons`,
    shown((page) => {
      const code = page.c.get('form').get('code') ?? ''
      return changed(page, page.api.v1.cart.coupons.$post({ json: { code } }), { line: null, typed: code })
    }),
  )
  .post(
    `${IN_LANGUAGE}/cart/coupons/remove`,
    shown((page) => {
      const code = page.c.get('form').get('code') ?? ''
      return changed(page, page.api.v1.cart.coupons[':code'].$delete({ param: { code } }), { line: null })
    }),
  )

function changeLine(page: Page): Promise<View | Response> {
  const { items, saved } = page.api.v1.cart
  const sku = page.c.req.param('line') ?? ''
  const form = page.c.get('form')
  const param = { sku }
  switch (page.c.req.param('act')) {
    case 'quantity': {
      // The quantity is set and not added to, so that a form that is sent twice changes the line once.
      const typed = (form.get('quantity') ?? '').trim()
      const quantity = (/^\d{1,9}$/.test(typed) ? Number(typed) : Number.NaN) + Number(form.get('step') ?? 0)
      return quantity === 0 ? remove() : change(items[':sku'].$patch({ param, json: { quantity } }))
    }
    case 'select':
      return change(items[':sku'].$patch({ param, json: { selected: form.get('selected') === 'true' } }))
    case 'save':
      return change(items[':sku'].save.$post({ param }))
    case 'move':
      return change(page.api.v1.cart.saved[':sku'].move.$post({ param }))
    case 'unsave':
      return change(saved[':sku'].$delete({ param }))
    case 'restore':
      return change(items[':sku'].restore.$post({ param }))
    default:
      return remove()
  }

  function change(call: Parameters<typeof bodyOf>[0], query = '', anchor = sku): Promise<View | Response> {
    return changed(page, call, { line: sku }, query, anchor)
  }

  /** The cart shows the way to undo where the line was. */
  function remove(): Promise<View | Response> {
    const place = Number(form.get('place') ?? 0) || 0
    return change(
      items[':sku'].$delete({ param }),
      `?${new URLSearchParams({ removed: sku, place: `${place}` })}`,
      'undo',
    )
  }
}

async function changed(
  page: Page,
  call: Parameters<typeof bodyOf>[0],
  at: { readonly line: string | null; readonly typed?: string },
  query = '',
  anchor = 'coupon',
): Promise<View | Response> {
  try {
    await bodyOf(call)
  } catch (error) {
    const refusal = refusalIn(error)
    if (!refusal || refusal.problem.status >= 500) throw error
    return cartView(page, { ...at, refusal })
  }
  return page.c.redirect(`${page.path('/cart')}${query}#${anchor}`, 303)
}
