/** Adds and removes coupons of a cart. A coupon is checked when it is added, at every read, and at checkout. */
import type { Context } from 'hono'
import { Problem, problemOf, unavailable } from '../../contract/problem.ts'
import type { AppEnv } from '../context.ts'
import { addressOf } from '../guard/guard.ts'
import { requestOriginOf } from '../identity/request-origin.ts'
import { explain, priceCart } from '../prices/cart-price.ts'
import { destinedFor } from './answer.ts'
import { writeCart } from './write.ts'

/** Throws `unknown_coupon` and `coupon_not_applicable`; the cart is then unchanged. */
export async function addCoupon(c: Context<AppEnv>, code: string) {
  const ports = c.get('ports')
  await countAttempt(c)
  const isKnown = (await ports.prices.coupon(code)) !== null
  const reply = await ports.carts.read(c.get('principal').id)
  if (reply.status === 'refused') throw problemOf(reply.refusal)
  const { cart } = reply
  if (!isKnown) throw unknownCoupon(code)
  const wanted = { ...cart, coupons: [...cart.coupons.filter((its) => its !== code), code] }
  const products = await ports.catalogue.getMany(cart.items.map(([sku]) => sku))
  const priced = await priceCart(ports, wanted, products, { ...destinedFor(c), countsUses: true })
  if (!priced) throw unavailable('The coupon cannot be checked right now. Try again.')
  const refused = priced.refused.find((its) => its.code === code)
  if (refused && SECRET.includes(refused.reason)) throw unknownCoupon(code)
  // A code that depends on the address is added; the cart shows that it waits for the address.
  if (refused && refused.reason !== 'needs_address')
    throw new Problem('coupon_not_applicable', explain(code, refused.reason), { extra: { reason: refused.reason } })
  return writeCart(c, [{ command: { type: 'add_coupon', code } }], { name: 'coupon', body: { code } })
}

/** A code that is not active yet gets the answer of an unknown one, so that campaigns cannot be found by guessing. */
const SECRET: readonly string[] = ['inactive', 'not_yet', 'unknown']

function unknownCoupon(code: string): Problem {
  return new Problem('unknown_coupon', `The coupon ${code} does not exist.`)
}

/**
 * Counts by shopper and by network address, because guest accounts are free. Throws `rate_limited`, and raises an
 * alert.
 */
async function countAttempt(c: Context<AppEnv>): Promise<void> {
  const { limits, watch } = c.get('ports')
  const { id } = c.get('principal')
  try {
    await limits.take('coupon', id)
    await limits.take('coupon', `address ${addressOf(c)}`)
  } catch (error) {
    const { from } = await requestOriginOf(c)
    await watch.raise({ kind: 'coupon_guessing', subject: id, addressPrefix: from.prefix, count: 1 })
    throw error
  }
}

export function removeCoupon(c: Context<AppEnv>, code: string) {
  return writeCart(c, [{ command: { type: 'remove_coupon', code } }], { name: 'coupon' })
}
