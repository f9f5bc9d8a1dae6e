/** Quotes of a shopper's cart: the chosen lines at today's prices. */

import type { QuoteBody } from '../../contract/answers/orders.ts'
import { Problem } from '../../contract/problem.ts'
import type { Address, Destination } from '../../domain/address/address.ts'
import type { CartState } from '../../domain/cart/state.ts'
import { chosenLines, isForSale, type Quoted, quoteOf } from '../../domain/order/quote.ts'
import type { Reason } from '../../domain/pricing/priced.ts'
import type { ShippingRate } from '../../domain/pricing/rules.ts'
import { servedCountries } from '../../domain/pricing/shipping.ts'
import { type Product, textIn } from '../../domain/product.ts'
import { explain } from '../prices/cart-price.ts'
import { termsFor } from '../prices/terms.ts'
import { lineBodyOf, totalsBodyOf } from './order-body.ts'
import type { OrderPorts } from './ports.ts'

export interface QuoteWish {
  /** SKUs or ids of the chosen lines; absent: the selected lines. */
  readonly skus?: readonly string[] | undefined
  readonly shippingOption?: string | undefined
  readonly address?: Address | undefined
  /** The place of delivery while there is no complete address. */
  readonly destination?: Destination | undefined
}

export interface CartQuote extends Quoted {
  readonly products: ReadonlyMap<string, Product>
  readonly rates: readonly ShippingRate[]
  /** The country of the address or destination; null when there is neither. */
  readonly country: string | null
  /** True when no shipping rate serves the address or destination. */
  readonly isOutOfReach: boolean
  /** Coupons of the cart without effect, each with its reason. */
  readonly refused: readonly { readonly code: string; readonly reason: Reason }[]
}

/** Throws `line_not_found`, `ambiguous_line`, `invalid_request` for a shipping option that is not offered, and TierError. */
export async function quoteCart(
  ports: OrderPorts,
  cart: CartState,
  { skus, shippingOption, address, destination: place = address }: QuoteWish,
  locales: readonly string[],
): Promise<CartQuote> {
  const named = skus ? new Set(skus.map((name) => lineIdOf(cart, name))) : null
  const products = await ports.catalogue.getMany(cart.items.map(([sku]) => sku))
  const destination = place ? { country: place.country, region: place.regionCode ?? place.region ?? null } : null
  const wanted = { destination, shippingOption: shippingOption ?? null, countsUses: true }
  const { terms, refused } = await termsFor(ports, cart, products, wanted)
  const chosen = chosenLines(cart.items, named, products)
  const quoted = quoteOf(chosen, terms, { currency: ports.config.CURRENCY, locales })
  const { shippingOffers } = quoted.priced
  const isOutOfReach = destination !== null && chosen.length > 0 && shippingOffers.length === 0
  // Without a destination there are no offers yet, so any active rate's option is accepted.
  const offered: readonly { readonly option: string }[] = destination ? shippingOffers : terms.shippingRates
  // A place without any offer is reported instead of the option, because another option would not help.
  if (!isOutOfReach && shippingOption !== undefined && !offered.some(({ option }) => option === shippingOption)) {
    const errors = [{ path: 'shippingOption', message: 'is not a shipping option of this quote' }]
    throw new Problem('invalid_request', 'The body is not valid.', { extra: { errors } })
  }
  return {
    ...quoted,
    products,
    rates: terms.shippingRates,
    country: destination?.country ?? null,
    isOutOfReach,
    refused: [...refused, ...quoted.priced.refused],
  }
}

function lineIdOf({ items }: CartState, name: string): string {
  const found = items.flatMap(([sku, { lineId }]) => (name === sku || name === lineId ? [lineId] : []))
  const [lineId] = found
  if (lineId === undefined) throw new Problem('line_not_found', `The cart does not contain the line ${name}.`)
  if (found.length === 1) return lineId
  const detail = `The cart has ${found.length} lines of ${name}. Name one of them by its lineId.`
  throw new Problem('ambiguous_line', detail, { extra: { lineIds: found } })
}

/** The first chosen line that is not for sale. */
export function notForSale({ quote, products }: CartQuote): string | undefined {
  return quote.lines.find(({ sku }) => !isForSale(products.get(sku)))?.sku
}

/** Codes of the cart without a use left: an order without them costs more than the shopper expects. */
export function usedUpIn({ refused }: CartQuote): readonly string[] {
  return refused.flatMap(({ code, reason }) => (reason === 'used_up' ? [code] : []))
}

/** The reason why no shipping is offered to the address. */
export function outOfReach({ rates, country }: CartQuote): string {
  const served = servedCountries(rates)
  if (served === null || served.includes(country ?? '')) {
    return `No shipping rate to ${country} accepts an order of this weight and subtotal.`
  }
  return `No shipping rate serves ${country}.`
}

export function quoteBodyOf(quoted: CartQuote, locales: readonly string[]): QuoteBody {
  const { quote, problems, priced, rates, refused, isOutOfReach } = quoted
  const { currency, lines, totals } = quote
  return {
    lines: lines.map((line) => lineBodyOf(line, currency)),
    totals: totalsBodyOf(totals, currency),
    shippingOption: quote.shipping?.option ?? null,
    shippingOptions: priced.shippingOffers.map(({ option, rule, amount, estimatedDays }) => {
      const title = textIn(rates.find(({ id }) => id === rule)?.title ?? {}, locales)
      return { id: option, title, amount: { amount, currency }, estimatedDays }
    }),
    coupons: [
      ...(quote.coupons ?? []).map(({ code }) => ({ code, applied: true })),
      ...refused.map(({ code, reason }) => ({ code, applied: false, reason })),
    ],
    problems: [
      ...problems.map(({ sku, code }) => {
        const detail = code === 'discontinued' ? `${sku} is no longer for sale.` : `${sku} is out of stock.`
        return { sku, code, detail }
      }),
      ...usedUpIn(quoted).map((code) => ({
        code: 'coupon_not_applicable',
        coupon: code,
        detail: explain(code, 'used_up'),
      })),
      ...(isOutOfReach ? [{ code: 'not_shipped_there', detail: outOfReach(quoted) }] : []),
    ],
  }
}
