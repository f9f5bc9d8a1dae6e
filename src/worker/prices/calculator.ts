/**
 * Calculates what some lines or a shopper's cart would cost, with the effect of every rule, for operators.
 * Invariant: it prices by the engine of carts and orders, and reading a cart neither hydrates nor creates its object.
 */
import type { CalculationBody } from '../../contract/answers/calculator.ts'
import type { Calculation } from '../../contract/http/calculator.ts'
import { timeOf } from '../../contract/http/shapes.ts'
import { Problem } from '../../contract/problem.ts'
import { type Line, type LineEntry, lines } from '../../domain/cart/cart.ts'
import { COPY_PLACES, type CopyPlace } from '../../domain/cart/copies.ts'
import { couponCodes } from '../../domain/cart/coupons.ts'
import { ordersIn } from '../../domain/cart/state.ts'
import { upgradeCart } from '../../domain/cart/upgrade.ts'
import type { LiveCopy } from '../../domain/copy.ts'
import { chosenLines, pricingOf, quoteOf } from '../../domain/order/quote.ts'
import { compare } from '../../domain/position.ts'
import { effectsOf } from '../../domain/pricing/explain.ts'
import { type Product, textIn } from '../../domain/product.ts'
import { viewOf } from '../../domain/rows.ts'
import { callObject } from '../object-call.ts'
import { shippingBodyOf } from '../orders/order-body.ts'
import { quoteBodyOf } from '../orders/quotes.ts'
import type { Ports } from '../ports.ts'
import { termsFor } from './terms.ts'

/** Stands for a shopper with an account and without a cart. */
const ANYBODY = 'usr_'

interface Basket {
  readonly source: 'items' | CopyPlace
  readonly userId: string
  readonly items: readonly LineEntry[]
  readonly coupons: readonly string[]
  readonly hasOrdered: boolean
}

/** Throws `not_found` for a shopper without a cart, and TierError. */
export async function calculate(ports: Ports, wish: Calculation, locales: readonly string[]): Promise<CalculationBody> {
  const { CURRENCY: currency } = ports.config
  const now = wish.at ?? Date.now()
  const basket = wish.userId === undefined ? null : await basketOf(ports, wish.userId)
  const skus = basket?.items.map(([sku]) => sku) ?? (wish.items ?? []).map(({ sku }) => sku)
  const products = await ports.catalogue.getMany([...new Set(skus)])
  const { source, items, ...cart } = basket ?? givenBasket(wish.items ?? [], products)
  const place = wish.destination
  const destination = place ? { country: place.country, region: place.regionCode ?? place.region ?? null } : null
  const { terms: gathered, refused } = await termsFor(
    ports,
    { ...cart, coupons: wish.coupons ?? cart.coupons },
    products,
    { destination, shippingOption: wish.shippingOption ?? null, now, countsUses: true },
  )
  const terms = { ...gathered, isFirstOrder: wish.isFirstOrder ?? gathered.isFirstOrder }
  const chosen = chosenLines(items, null, products)
  const quoted = quoteOf(chosen, terms, { currency, locales })
  const isOutOfReach = destination !== null && chosen.length > 0 && quoted.priced.shippingOffers.length === 0
  const all = { products, rates: terms.shippingRates, country: destination?.country ?? null, isOutOfReach }
  const effects = effectsOf(pricingOf(chosen, terms))
  return {
    at: timeOf(now),
    source,
    quote: quoteBodyOf({ ...quoted, ...all, refused: [...refused, ...quoted.priced.refused] }, locales),
    shipping: shippingBodyOf(quoted.priced.shipping, currency),
    unknown: [...new Set(skus)].filter((sku) => !products.has(sku)),
    rules: [
      ...effects.map(({ rule, amount, reason }) => ({
        ...{ kind: rule.kind, id: rule.id, applied: reason === null, reason },
        title: textIn('title' in rule ? rule.title : rule.description, locales),
        amount: amount === null ? null : { amount, currency },
      })),
      ...refused.map(({ code: id, reason }) => {
        return { kind: 'coupon' as const, id, applied: false, reason, title: '', amount: null }
      }),
    ],
  }
}

/** Lines of the products that exist. */
function givenBasket(given: NonNullable<Calculation['items']>, products: ReadonlyMap<string, Product>): Basket {
  const items = given.flatMap(({ sku, quantity }, rank): LineEntry[] => {
    const product = products.get(sku)
    const line: Line = {
      ...{ lineId: `${sku}~${rank}`, quantity, selected: true, attributes: {}, title: '', image: null, labels: [] },
      ...{ price: product?.priceAmount ?? 0, addedAt: 0, updatedAt: 0, rank },
    }
    return product ? [[sku, line]] : []
  })
  return { source: 'items', userId: ANYBODY, items, coupons: [], hasOrdered: false }
}

/** The newest copy of the cart. A tier that does not answer counts as without a copy. */
async function basketOf({ objects, l2, record }: Ports, userId: string): Promise<Basket> {
  const found = await Promise.all([
    callObject(true, () => objects.cart(userId).snapshot()).catch(() => null),
    l2?.getCopy('cart', userId).catch(() => null),
    record.getCopy('cart', userId).catch(() => null),
  ])
  const copies = COPY_PLACES.flatMap((source, index): { readonly source: CopyPlace; readonly copy: LiveCopy }[] => {
    const copy = found[index]
    return copy?.state === 'live' ? [{ source, copy }] : []
  })
  const [newest] = copies.sort((a, b) => compare(b.copy, a.copy))
  if (!newest) throw new Problem('not_found', 'This shopper does not have a cart.')
  const rows = viewOf(upgradeCart(newest.copy.lists, newest.copy.schema))
  const { hasOrdered } = ordersIn(rows)
  return { source: newest.source, userId, items: lines(rows), coupons: couponCodes(rows), hasOrdered }
}
