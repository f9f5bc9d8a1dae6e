/** Coupons in a cart: looked at when they are put in, at every read, and at checkout. */
import type { Context } from 'hono'
import { Problem, unavailable } from '../../contract/problem.ts'
import type { AppEnv } from '../context.ts'
import { addressOf } from '../guard/guard.ts'
import { explain, priceCart } from '../prices/cart-price.ts'
import { destinedFor, writeCart } from './cart-write.ts'
import { askingOf } from './identity.ts'

/** Throws `unknown_coupon` and `coupon_not_applicable`, and then nothing has changed. */
export async function addCoupon(c: Context<AppEnv>, code: string) {
  const ports = c.get('ports')
  await countAttempt(c)
  const isKnown = (await ports.prices.coupon(code)) !== null
  const reply = await ports.carts.read(c.get('principal').id)
  if (reply.status === 'refused') {
    const { code: refused, detail } = reply.refusal
    throw refused === 'unavailable' ? unavailable(detail) : new Problem(refused, detail)
  }
  const { cart } = reply
  if (!isKnown) throw unknownCoupon(code)
  const wanted = { ...cart, coupons: [...cart.coupons.filter((its) => its !== code), code] }
  const products = await ports.catalogue.getMany(cart.items.map(([sku]) => sku))
  const priced = await priceCart(ports, wanted, products, { ...destinedFor(c), countsUses: true })
  if (!priced) throw unavailable('The coupon cannot be looked at right now.')
  const refused = priced.refused.find((its) => its.code === code)
  if (refused && SECRET.includes(refused.reason)) throw unknownCoupon(code)
  // A code that depends on the address goes in; the cart says that it waits.
  if (refused && refused.reason !== 'needs_address')
    throw new Problem('coupon_not_applicable', explain(code, refused.reason), { extra: { reason: refused.reason } })
  return writeCart(c, [{ command: { type: 'add_coupon', code } }], { name: 'coupon', body: { code } })
}

/** A code that is not in use yet is answered like one that there is not: campaigns are not to be found by guessing. */
const SECRET: readonly string[] = ['inactive', 'not_yet', 'unknown']

function unknownCoupon(code: string): Problem {
  return new Problem('unknown_coupon', `There is no coupon ${code}.`)
}

/** By shopper and by network address: guests are free. Throws `rate_limited`, and tells operators of it. */
async function countAttempt(c: Context<AppEnv>): Promise<void> {
  const { limits, watch } = c.get('ports')
  const { id } = c.get('principal')
  try {
    await limits.take('coupon', id)
    await limits.take('coupon', `address ${addressOf(c)}`)
  } catch (error) {
    const { from } = await askingOf(c)
    await watch.raise({ kind: 'coupon_guessing', subject: id, addressPrefix: from.prefix, count: 1 })
    throw error
  }
}

export function removeCoupon(c: Context<AppEnv>, code: string) {
  return writeCart(c, [{ command: { type: 'remove_coupon', code } }], { name: 'coupon' })
}
