/** A product's page, and the form that adds the product to the cart, from there or from a tile: post, redirect, get. */
import { Hono } from 'hono'
import { addToCart } from '../add-to-cart.ts'
import { leaveFlash } from '../flash.ts'
import { IN_LANGUAGE } from '../languages.ts'
import type { Page, PageEnv } from '../page.ts'
import { productView } from '../pages/product.ts'
import { productPath } from '../parts/product-path.ts'
import { refusalIn } from '../refusal.ts'
import { shown } from '../show.ts'
import { wordsOf } from '../texts/refusals.ts'
import type { View } from '../view.ts'

export const productRoutes = new Hono<PageEnv>()
  .get(
    `${IN_LANGUAGE}/products/:sku`,
    shown((page) => productView(page, skuOf(page))),
  )
  .post(`${IN_LANGUAGE}/products/:sku`, shown(add))

function skuOf(page: Page): string {
  return page.c.req.param('sku') ?? ''
}

/** Shows a refusal at the field if the form was on the product's page, and as a flash message if it was on a tile. */
async function add(page: Page): Promise<View | Response> {
  const form = page.c.get('form')
  const sku = skuOf(page)
  const typed = form.get('quantity') ?? '1'
  const back = form.get('back')
  try {
    const quantity = quantityIn(typed)
    const cart = await addToCart(page, sku, quantity)
    const title = cart.items.find((line) => line.sku === sku)?.title ?? sku
    leaveFlash(page.c, 'added', { title, quantity: String(quantity) })
  } catch (error) {
    const refusal = refusalIn(error)
    if (!refusal) throw error
    if (refusal.problem.code === 'unknown_sku') throw error
    if (back === null) return productView(page, sku, { typed, refusal })
    leaveFlash(page.c, 'refused', { reason: wordsOf(refusal, page.language) })
  }
  return page.c.redirect(page.backTo(back, productPath(page, sku)), 303)
}

/** Converts digits to a number; other text is sent unchanged, and the API refuses it. */
function quantityIn(typed: string): number {
  const text = typed.trim()
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
}
