/**
 * What an order would cost now: the chosen lines of a cart at today's prices, and the shipping. Pure.
 * Invariant: the totals are the sums of the lines; integers in minor units.
 */
import type { LineEntry } from '../cart/cart.ts'
import { type Availability, availabilityOf, type Product, textIn } from '../product.ts'
import type { Quote, QuoteLine } from './order.ts'

export interface ShippingOption {
  readonly id: string
  readonly amount: number
  readonly estimatedDays: number
}

export interface QuoteProblem {
  readonly sku: string
  readonly code: Exclude<Availability, 'in_stock' | 'low_stock'>
}

export interface QuoteTerms {
  readonly products: ReadonlyMap<string, Product>
  readonly currency: string
  readonly shipping: ShippingOption
  readonly locales: readonly string[]
}

/** The lines that an order would take: those named, or else the selected ones that are for sale. */
export function chosenLines(
  lines: readonly LineEntry[],
  skus: readonly string[] | null,
  products: ReadonlyMap<string, Product>,
): readonly LineEntry[] {
  if (skus) return lines.filter(([sku]) => skus.includes(sku))
  return lines.filter(([sku, { selected }]) => selected && isForSale(products.get(sku)))
}

export function isForSale(product: Product | undefined): boolean {
  return availabilityOf(product ?? null) !== 'discontinued'
}

export function quoteOf(
  chosen: readonly LineEntry[],
  { products, currency, shipping, locales }: QuoteTerms,
): { readonly quote: Quote; readonly problems: readonly QuoteProblem[] } {
  const lines = chosen.map(([sku, line]): QuoteLine => {
    const product = products.get(sku)
    const unitPrice = product?.priceAmount ?? line.price
    return {
      sku,
      title: product ? textIn(product.title, locales) : line.title,
      image: product ? (product.images[0] ?? null) : line.image,
      quantity: line.quantity,
      unitPrice,
      lineTotal: unitPrice * line.quantity,
      attributes: line.attributes,
    }
  })
  const problems = chosen.flatMap(([sku]): QuoteProblem[] => {
    const availability = availabilityOf(products.get(sku) ?? null)
    return availability === 'discontinued' || availability === 'out_of_stock' ? [{ sku, code: availability }] : []
  })
  const subtotal = lines.reduce((sum, { lineTotal }) => sum + lineTotal, 0)
  const totals = { subtotal, discount: 0, shipping: shipping.amount, tax: 0, total: subtotal + shipping.amount }
  return { quote: { currency, lines, totals, shippingOption: shipping.id }, problems }
}
