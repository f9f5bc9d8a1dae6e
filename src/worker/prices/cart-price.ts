/** The price of the selected lines of a cart, equal to the price in a quote of them. */

import { describeError } from '../../contract/log.ts'
import type { CartState } from '../../domain/cart/state.ts'
import { chosenLines, isForSale, priceLines } from '../../domain/order/quote.ts'
import type { Priced, Reason } from '../../domain/pricing/priced.ts'
import type { Product } from '../../domain/product.ts'
import type { PricePorts } from './ports.ts'
import type { ActiveRules } from './rules.ts'
import { type Destined, termsFor } from './terms.ts'

export interface CartPrice extends Priced {
  /** Coupons of the cart without effect, each with its reason. */
  readonly refused: readonly { readonly code: string; readonly reason: Reason }[]
  /** True when no rule can change the sums. */
  readonly isPlain: boolean
  readonly rules: ActiveRules
}

/** Like {@link priceCart}, but synchronous: null when the isolate lacks the rules, or rules can change the sums. */
export function heldPrice(
  { prices }: PricePorts,
  cart: CartState,
  products: ReadonlyMap<string, Product>,
  destined: Destined,
): CartPrice | null {
  const rules = prices.held()
  return rules && isPlain(rules, cart, destined) ? plainPrice(cart, products, rules) : null
}

/**
 * Null when the rules cannot be read, or the sums exceed the safe range; the cart is then shown without discounts, with
 * a notice.
 */
export async function priceCart(
  ports: PricePorts,
  cart: CartState,
  products: ReadonlyMap<string, Product>,
  destined: Destined,
): Promise<CartPrice | null> {
  try {
    const rules = await ports.prices.rules()
    const plain = isPlain(rules, cart, destined) ? plainPrice(cart, products, rules) : null
    if (plain) return plain
    const { terms, refused } = await termsFor(ports, cart, products, destined)
    const priced = priceLines(chosenLines(cart.items, null, products), terms)
    return { ...priced, refused: [...refused, ...priced.refused], isPlain: false, rules }
  } catch (error) {
    ports.log('warn', 'cart.not_priced', { reason: describeError(error) })
    return null
  }
}

/** Whether no rule can change the sums: without a destination there is no shipping and no tax. */
function isPlain(
  { promotions }: ActiveRules,
  { coupons }: Pick<CartState, 'coupons'>,
  { destination }: Pick<Destined, 'destination'>,
): boolean {
  return promotions.length + coupons.length === 0 && destination === null
}

/** Equals `priceLines` when no rule can change the sums; null above 2^53 − 1, which `priceLines` refuses. */
export function plainPrice(
  { items }: Pick<CartState, 'items'>,
  products: ReadonlyMap<string, Product>,
  rules: ActiveRules,
): CartPrice | null {
  let subtotal = 0
  for (const [sku, { selected, quantity, price }] of items) {
    const product = products.get(sku)
    if (selected && isForSale(product)) subtotal += (product?.priceAmount ?? price) * quantity
  }
  if (!Number.isSafeInteger(subtotal)) return null
  const totals = { subtotal, discount: 0, shipping: 0, tax: 0, taxIncluded: 0, total: subtotal }
  return { lines: [], shippingOffers: [], shipping: null, refused: [], totals, isPlain: true, rules }
}

/** The text of a notice or a refusal. */
export function explain(code: string, reason: Reason): string {
  const because: { readonly [R in Reason]: string } = {
    inactive: 'is not active',
    not_yet: 'is not valid yet',
    over: 'has expired',
    min_subtotal: 'requires a larger subtotal',
    not_eligible: 'applies to other products only',
    first_order_only: 'applies to a first order only',
    not_combinable: 'cannot be combined with the other discounts, which take off more',
    no_effect: 'does not reduce this total',
    needs_address: 'applies once the country is known',
    unknown: 'does not exist',
    needs_account: 'requires an account',
    used_up: 'has reached its usage limit',
  }
  return `${code} ${because[reason]}.`
}
