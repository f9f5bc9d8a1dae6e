/** Quotes of a shopper's cart at today's prices, and the shipping that the configuration names. */
import type { CartState } from '../../contract/cart-object.ts'
import type { QuoteBody } from '../../contract/http/orders.ts'
import { Problem } from '../../contract/problem.ts'
import type { Quote } from '../../domain/order/order.ts'
import { chosenLines, isForSale, type QuoteProblem, quoteOf, type ShippingOption } from '../../domain/order/quote.ts'
import type { Product } from '../../domain/product.ts'
import type { Ports } from '../ports.ts'
import { lineBodyOf, totalsBodyOf } from './order-body.ts'

export interface QuoteWish {
  /** The lines that are meant; else the selected ones. */
  readonly skus?: readonly string[] | undefined
  readonly shippingOption?: string | undefined
}

export interface Quoted {
  readonly quote: Quote
  readonly problems: readonly QuoteProblem[]
  readonly products: ReadonlyMap<string, Product>
}

const STANDARD = 'standard'

/** Throws `line_not_found`, `invalid_request` for an unknown shipping option, and TierError without the catalogue. */
export async function quoteCart(
  { catalogue, config }: Ports,
  cart: CartState,
  { skus, shippingOption = STANDARD }: QuoteWish,
  locales: readonly string[],
): Promise<Quoted> {
  const shipping = shippingOptions(config).find(({ id }) => id === shippingOption)
  if (!shipping) {
    const errors = [{ path: 'shippingOption', message: 'is not offered' }]
    throw new Problem('invalid_request', 'The body is not valid.', { extra: { errors } })
  }
  const missing = skus?.find((sku) => !cart.items.some(([its]) => its === sku))
  if (missing !== undefined) throw new Problem('line_not_found', `The cart has no line for ${missing}.`)
  const products = await catalogue.getMany(cart.items.map(([sku]) => sku))
  const chosen = chosenLines(cart.items, skus ?? null, products)
  const { quote, problems } = quoteOf(chosen, { products, currency: config.CURRENCY, shipping, locales })
  return { quote, problems, products }
}

/** The first line that cannot be sold, of those that were named. */
export function notForSale({ quote, products }: Quoted): string | undefined {
  return quote.lines.find(({ sku }) => !isForSale(products.get(sku)))?.sku
}

export function quoteBodyOf({ quote, problems }: Quoted, config: Ports['config'], locale: string): QuoteBody {
  const { currency, lines, totals } = quote
  return {
    lines: lines.map((line) => lineBodyOf(line, currency)),
    totals: totalsBodyOf(totals, currency),
    shippingOptions: shippingOptions(config).map(({ id, amount, estimatedDays }) => {
      return {
        id,
        title: locale.startsWith('zh') ? '标准配送' : 'Standard',
        amount: { amount, currency },
        estimatedDays,
      }
    }),
    problems: problems.map(({ sku, code }) => {
      const detail = code === 'discontinued' ? `${sku} is no longer for sale.` : `${sku} is out of stock.`
      return { sku, code, detail }
    }),
  }
}

function shippingOptions({ SHIPPING_AMOUNT, SHIPPING_DAYS }: Ports['config']): readonly ShippingOption[] {
  return [{ id: STANDARD, amount: SHIPPING_AMOUNT, estimatedDays: SHIPPING_DAYS }]
}
