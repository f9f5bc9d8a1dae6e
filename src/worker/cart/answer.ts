/**
 * The cart's answer: its lines with today's facts and prices. An answer is cached while all its inputs stay the same:
 * the cart's state, its products, the price rules and their times, and the locale.
 * Invariant: a cached answer equals a newly made one.
 */
import { countryCode } from '../../domain/address/format.ts'
import { type CartState, lineSkus } from '../../domain/cart/state.ts'
import { trimmed } from '../../domain/pasted.ts'
import { nextChange } from '../../domain/pricing/eligibility.ts'
import type { Product } from '../../domain/product.ts'
import type { RequestContext } from '../context.ts'
import { locales } from '../http/locales.ts'
import { type CartPrice, heldPrice, priceCart } from '../prices/cart-price.ts'
import type { PricePorts } from '../prices/ports.ts'
import type { ActiveRules } from '../prices/rules.ts'
import type { Destined } from '../prices/terms.ts'
import { type CartView, viewCart } from './view.ts'

interface Kept {
  readonly view: CartView
  readonly locales: readonly string[]
  readonly rules: ActiveRules
  /** The next time when a rule begins or ends; milliseconds since 1970. */
  readonly until: number
  /** The products of the lines, in the order of the lines. */
  readonly products: readonly (Product | null)[]
}

/** One answer for each state, because most shoppers read in one language. The entry disappears with the state. */
const kept = new WeakMap<CartState, Kept>()

/** Fails open without the catalogue: lines are then shown as they were added. */
export function viewOfCart(
  ports: PricePorts,
  cart: CartState,
  locales: readonly string[],
  destined: Destined,
  requestId: string,
): CartView | Promise<CartView> {
  const known = destined.destination === null ? kept.get(cart) : undefined
  if (known && isSame(known, ports, cart, locales)) return known.view
  const today = ports.catalogue.heldMany(lineSkus(cart))
  const priced = today && heldPrice(ports, cart, today, destined)
  if (priced) return viewAndKeep(ports, cart, locales, destined, today, priced)
  return makeView(ports, cart, locales, destined, requestId)
}

function isSame(
  { locales, rules, until, products }: Kept,
  ports: PricePorts,
  cart: CartState,
  wanted: readonly string[],
) {
  if (locales !== wanted || until <= Date.now() || rules !== ports.prices.held()) return false
  return lineSkus(cart).every((sku, place) => ports.catalogue.held(sku) === products[place])
}

async function makeView(
  ports: PricePorts,
  cart: CartState,
  locales: readonly string[],
  destined: Destined,
  requestId: string,
): Promise<CartView> {
  const { catalogue, config, log } = ports
  let today: ReadonlyMap<string, Product>
  try {
    today = await catalogue.getMany(lineSkus(cart))
  } catch {
    log('warn', 'cart.not_decorated', { requestId })
    return viewCart(cart, null, null, config, locales)
  }
  return viewAndKeep(ports, cart, locales, destined, today, await priceCart(ports, cart, today, destined))
}

function viewAndKeep(
  { config }: PricePorts,
  cart: CartState,
  locales: readonly string[],
  destined: Destined,
  today: ReadonlyMap<string, Product>,
  priced: CartPrice | null,
): CartView {
  const view = viewCart(cart, today, priced, config, locales)
  if (priced && isKeepable(cart, priced.rules, destined)) {
    const { rules } = priced
    const products = lineSkus(cart).map((sku) => today.get(sku) ?? null)
    kept.set(cart, { view, locales, rules, until: nextChange(rules.promotions, Date.now()), products })
  }
  return view
}

/** Not cached: coupons and first orders depend on counts and orders elsewhere, and destinations are rare. */
function isKeepable({ coupons }: CartState, { promotions }: ActiveRules, { destination }: Destined): boolean {
  const asksElsewhere = coupons.length > 0 || promotions.some(({ conditions }) => conditions.firstOrderOnly)
  return destination === null && !asksElsewhere
}

export function view(c: RequestContext, cart: CartState): CartView | Promise<CartView> {
  return viewOfCart(c.get('ports'), cart, locales(c), destinedFor(c), c.get('requestId'))
}

/**
 * `?country=`, `?region=` and `?shippingOption=`: where it would go, for shipping and taxes in the totals.
 * `needsKnownCountry` has checked the country.
 */
export function destinedFor(c: RequestContext): Destined {
  const country = countryCode(c.req.query('country') ?? '')
  const destination = country === '' ? null : { country, region: asked(c, 'region') }
  return { destination, shippingOption: asked(c, 'shippingOption') }
}

function asked(c: RequestContext, name: string): string | null {
  return trimmed(c.req.query(name) ?? '') || null
}
