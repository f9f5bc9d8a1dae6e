/**
 * Computes what an order of some lines of a cart would cost now, from today's prices and the price rules. Pure.
 * Cart, quote and order are priced only here, so that they show the same amounts.
 */
import type { LineEntry } from '../cart/cart.ts'
import { addressOf } from '../media/image.ts'
import { price } from '../pricing/price.ts'
import type { Priced, PricedItem, PriceTotals, Pricing } from '../pricing/priced.ts'
import type { Coupon, Promotion, ShippingRate, Tax } from '../pricing/rules.ts'
import { type Availability, availabilityOf, type Product, textIn } from '../product.ts'
import type { OrderTotals, Quote, QuoteLine } from './order.ts'

export interface PriceTerms {
  readonly products: ReadonlyMap<string, Product>
  /** The category and its ancestors, beginning with the category itself. */
  categoriesOf(category: string): readonly string[]
  readonly promotions: readonly Promotion[]
  readonly shippingRates: readonly ShippingRate[]
  readonly taxes: readonly Tax[]
  /** The existing coupons among the codes in the cart. */
  readonly coupons: readonly Coupon[]
  readonly destination: { readonly country: string; readonly region: string | null } | null
  readonly shippingOption: string | null
  readonly isFirstOrder: boolean
  readonly now: number
}

/**
 * The lines of an order: the named ones, otherwise the selected ones that are for sale.
 * @param lineIds ids of lines in the cart
 */
export function chosenLines(
  lines: readonly LineEntry[],
  lineIds: ReadonlySet<string> | null,
  products: ReadonlyMap<string, Product>,
): readonly LineEntry[] {
  if (lineIds) return lines.filter(([, { lineId }]) => lineIds.has(lineId))
  return lines.filter(([sku, { selected }]) => selected && isForSale(products.get(sku)))
}

export function isForSale(product: Product | undefined): boolean {
  return availabilityOf(product ?? null) !== 'discontinued'
}

/** Throws RangeError if a sum exceeds 2^53 − 1. */
export function priceLines(chosen: readonly LineEntry[], terms: PriceTerms): Priced {
  return price(pricingOf(chosen, terms))
}

/** The inputs of a price: the lines at today's prices, with the rules. */
export function pricingOf(chosen: readonly LineEntry[], terms: PriceTerms): Pricing {
  const { products, categoriesOf, ...rules } = terms
  const items = chosen.map(([sku, line]): PricedItem => {
    const product = products.get(sku)
    return {
      sku,
      lineId: line.lineId,
      categories: product ? categoriesOf(product.category) : [],
      quantity: line.quantity,
      unitPrice: product?.priceAmount ?? line.price,
      weightGrams: product?.weightGrams ?? 0,
    }
  })
  return { ...rules, items }
}

export interface QuoteProblem {
  readonly sku: string
  readonly code: Exclude<Availability, 'in_stock' | 'low_stock'>
}

export interface Quoted {
  readonly quote: Quote
  readonly priced: Priced
  readonly problems: readonly QuoteProblem[]
}

export function quoteOf(
  chosen: readonly LineEntry[],
  terms: PriceTerms,
  { currency, locales }: { readonly currency: string; readonly locales: readonly string[] },
): Quoted {
  const priced = priceLines(chosen, terms)
  const byId = new Map(priced.lines.map((line) => [line.lineId, line]))
  const lines = chosen.flatMap(([sku, line]): QuoteLine[] => {
    const its = byId.get(line.lineId)
    if (!its) return []
    const product = terms.products.get(sku)
    const { quantity, unitPrice, list, adjustments, discount, tax, charged } = its
    return [
      {
        sku,
        lineId: line.lineId,
        title: product ? textIn(product.title, locales) : line.title,
        image: product ? addressOf(product.images[0]) : line.image,
        attributes: line.attributes,
        ...{ quantity, unitPrice, lineTotal: list, adjustments, discount, tax, charged },
      },
    ]
  })
  const problems = [...new Set(chosen.map(([sku]) => sku))].flatMap((sku): QuoteProblem[] => {
    const availability = availabilityOf(terms.products.get(sku) ?? null)
    return availability === 'discontinued' || availability === 'out_of_stock' ? [{ sku, code: availability }] : []
  })
  const refused = new Set(priced.refused.map(({ code }) => code))
  const coupons = terms.coupons
    .filter(({ id }) => !refused.has(id))
    .map(({ id: code, usageLimit: limit, usageLimitPerUser: perUser }) => ({ code, limit, perUser }))
  const { shipping } = priced
  const totals = orderTotalsOf(priced.totals)
  const quote: Quote = { currency, lines, totals, shippingOption: shipping?.option ?? '', shipping, coupons }
  return { quote, priced, problems }
}

function orderTotalsOf({ subtotal, discount, shipping, tax, taxIncluded, total }: PriceTotals): OrderTotals {
  return { subtotal, discount, shipping, tax, taxIncluded, total }
}
