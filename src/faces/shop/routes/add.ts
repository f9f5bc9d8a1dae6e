/** The form that adds a product to the cart, on a tile or on the product's own page: post, redirect, get. */
import { Hono } from 'hono'
import { bodyOf } from '../api.ts'
import { leaveFlash } from '../flash.ts'
import type { Page, PageEnv } from '../page.ts'
import { refusalIn } from '../refusal.ts'
import { wordsOf } from '../texts/refusals.ts'

export const addRoutes = new Hono<PageEnv>().post('/:language{zh|en}/products/:sku', async (c) => {
  const page = c.get('page')
  const form = c.get('form')
  const sku = c.req.param('sku')
  const quantity = Number(form.get('quantity') ?? '1')
  const back = page.backTo(form.get('back'), page.path(`/products/${encodeURIComponent(sku)}`))
  try {
    await add(page, sku, quantity)
    const title = await titleOf(page, sku)
    leaveFlash(page.c, 'added', { title, quantity: String(quantity) })
  } catch (error) {
    const refusal = refusalIn(error)
    if (!refusal) throw error
    leaveFlash(page.c, 'refused', { reason: wordsOf(refusal, page.language) })
  }
  return c.redirect(back, 303)
})

/** A guest whose token has ended, or whose cart went into an account, begins again as a new guest. */
async function add(page: Page, sku: string, quantity: number): Promise<void> {
  const send = () => bodyOf(page.api.v1.cart.items.$post({ json: { sku, quantity } }))
  try {
    await send()
  } catch (error) {
    if (!refusalIn(error, 'unauthenticated', 'cart_merged', 'erased')) throw error
    page.session.forget()
    await send()
  }
}

async function titleOf(page: Page, sku: string): Promise<string> {
  const reading = bodyOf(page.api.v1.products[':sku'].$get({ param: { sku }, query: {} }))
  return reading.then(
    ({ title }) => title,
    () => sku,
  )
}
