/** Adds a product to the shopper's cart. A visitor without a token becomes a guest. */
import type { CartBody } from '../../contract/answers/cart.ts'
import { bodyOf } from './api.ts'
import type { Page } from './page.ts'
import { ENDED, refusalIn } from './refusal.ts'

/** Throws Refusal. A guest whose token has expired, or whose cart was merged into an account, becomes a new guest. */
export async function addToCart(page: Page, sku: string, quantity: number): Promise<CartBody> {
  const send = () => bodyOf(page.api.v1.cart.items.$post({ json: { sku, quantity } }))
  try {
    // The cast: without `Prefer: return=minimal` the answer is the whole cart.
    return (await send()) as CartBody
  } catch (error) {
    if (page.session.isAccount || !refusalIn(error, ...ENDED)) throw error
    page.session.forget()
    return (await send()) as CartBody
  }
}
