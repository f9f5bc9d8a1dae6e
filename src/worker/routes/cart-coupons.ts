/** Coupons in a cart: looked at when they are put in, at every read, and at checkout. */
import type { Context } from 'hono'
import { Problem, unavailable } from '../../contract/problem.ts'
import type { AppEnv } from '../context.ts'
import { explain, priceCart } from '../prices/cart-price.ts'
import { destinedFor, writeCart } from './cart-write.ts'

/** Throws `unknown_coupon` and `coupon_not_applicable`, and then nothing has changed. */
export async function addCoupon(c: Context<AppEnv>, code: string) {
  const ports = c.get('ports')
  if (!(await ports.prices.coupon(code))) throw new Problem('unknown_coupon', `There is no coupon ${code}.`)
  const reply = await ports.carts.read(c.get('principal').id)
  if (reply.status === 'refused') {
    const { code: refused, detail } = reply.refusal
    throw refused === 'unavailable' ? unavailable(detail) : new Problem(refused, detail)
  }
  const { cart } = reply
  const wanted = { ...cart, coupons: [...cart.coupons.filter((its) => its !== code), code] }
  const products = await ports.catalogue.getMany(cart.items.map(([sku]) => sku))
  const priced = await priceCart(ports, wanted, products, { ...destinedFor(c), countsUses: true })
  if (!priced) throw unavailable('The coupon cannot be looked at right now.')
  const refused = priced.refused.find((its) => its.code === code)
  // A code that depends on the address goes in; the cart says that it waits.
  if (refused && refused.reason !== 'needs_address')
    throw new Problem('coupon_not_applicable', explain(code, refused.reason), { extra: { reason: refused.reason } })
  return writeCart(c, [{ command: { type: 'add_coupon', code } }], { name: 'coupon', body: { code } })
}

export function removeCoupon(c: Context<AppEnv>, code: string) {
  return writeCart(c, [{ command: { type: 'remove_coupon', code } }], { name: 'coupon' })
}
