/**
 * Gathers the inputs of a price: today's products, the active rules, the cart's coupons, and the destination. Cart,
 * quote and order all use it, so that they show the same price.
 */

import { describeError } from '../../contract/log.ts'
import type { CartState } from '../../domain/cart/state.ts'
import type { PriceTerms } from '../../domain/order/quote.ts'
import { outOfForce } from '../../domain/pricing/eligibility.ts'
import type { Reason } from '../../domain/pricing/priced.ts'
import type { Coupon } from '../../domain/pricing/rules.ts'
import type { Product } from '../../domain/product.ts'
import type { PricePorts } from './ports.ts'

export interface Destined {
  readonly destination: PriceTerms['destination']
  readonly shippingOption: string | null
  /** True: read the coupon uses now. False, for showing a cart: counts may be some seconds old. */
  readonly countsUses?: boolean
  /** The time whose price is wanted; the present by default. Milliseconds since 1970. */
  readonly now?: number
}

export interface Terms {
  readonly terms: PriceTerms
  /** Codes of the cart that are excluded before pricing, each with its reason. */
  readonly refused: readonly { readonly code: string; readonly reason: Reason }[]
}

/** Throws TierError when the rules cannot be read, and `unavailable` when the address formats cannot be. */
export async function termsFor(
  ports: PricePorts,
  cart: Pick<CartState, 'userId' | 'coupons' | 'hasOrdered'>,
  products: ReadonlyMap<string, Product>,
  { destination, shippingOption, countsUses = false, now = Date.now() }: Destined,
): Promise<Terms> {
  const { prices } = ports
  const [rules, found] = await Promise.all([
    prices.rules(),
    cart.coupons.length > 0 ? prices.coupons(cart.coupons) : new Map<string, Coupon>(),
  ])
  // Read the tree only when a rule may name a category.
  const readsTree = rules.promotions.length + rules.taxes.length + cart.coupons.length > 0
  const categoriesOf = readsTree ? await categoriesIn(ports) : onlyItself
  const inForce = [...found.values()].filter((coupon) => outOfForce(coupon, now) === null)
  const usedUp =
    inForce.length > 0 ? await ports.couponUses.usedUp(inForce, cart.userId, countsUses) : new Set<string>()
  const coupons: Coupon[] = []
  const refused: { readonly code: string; readonly reason: Reason }[] = []
  for (const code of cart.coupons) {
    const coupon = found.get(code)
    // Checked first, so that a code that is not active reveals nothing else about itself to a stranger.
    const notInForce = coupon ? outOfForce(coupon, now) : 'unknown'
    if (!coupon || notInForce !== null) refused.push({ code, reason: notInForce ?? 'unknown' })
    // Uses are not counted for guests, because a new guest can be created at any time.
    else if (coupon.usageLimitPerUser !== null && cart.userId.startsWith('gst_')) {
      refused.push({ code, reason: 'needs_account' })
    } else if (usedUp.has(code)) refused.push({ code, reason: 'used_up' })
    else coupons.push(coupon)
  }
  if (destination?.region && rules.taxes.some(({ region }) => region !== null)) await ports.loadAddressFormats()
  const asksFirst = [...rules.promotions, ...coupons].some(({ conditions }) => conditions.firstOrderOnly)
  const terms: PriceTerms = {
    products,
    categoriesOf,
    promotions: rules.promotions,
    taxes: rules.taxes,
    coupons,
    shippingRates: rules.shippingRates,
    destination,
    shippingOption,
    isFirstOrder: asksFirst && (await isFirst(ports, cart)),
    now,
  }
  return { terms, refused }
}

/** Fails closed: without an answer from the record, the order does not count as the first. */
async function isFirst(
  { record, log }: PricePorts,
  { userId, hasOrdered }: Pick<CartState, 'userId' | 'hasOrdered'>,
): Promise<boolean> {
  if (hasOrdered) return false
  try {
    // The record also has the orders of merged guests, which are not in the cart.
    return (await record.listOrders({ owner: userId, limit: 1 })).items.length === 0
  } catch (error) {
    log('warn', 'prices.first_order_unknown', { reason: describeError(error) })
    return false
  }
}

const onlyItself: PriceTerms['categoriesOf'] = (category) => [category]

type Parents = ReadonlyMap<string, string | null>
/** Keyed by the cached tree, because carts are read more often than the tree changes. */
const parentsOf = new WeakMap<object, Parents>()

async function categoriesIn({ catalogue }: PricePorts): Promise<PriceTerms['categoriesOf']> {
  const tree = await catalogue.categories()
  const parents = parentsOf.get(tree) ?? new Map(tree.map(({ id, parent }) => [id, parent]))
  parentsOf.set(tree, parents)
  return (category) => {
    const found = [category]
    // A cycle of parents, which only a direct edit of the record can make, ends here too.
    for (let next = parents.get(category); next && !found.includes(next); next = parents.get(next)) found.push(next)
    return found
  }
}
