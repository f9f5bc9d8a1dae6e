/**
 * The cart as a shopper sees it: raw lines of the object with today's price, texts and availability.
 * A product that vanished never breaks the cart; its line is shown as it was and is not selected.
 */
import type { CartState } from '../../contract/cart-object.ts'
import type { CartBody, CartLineBody } from '../../contract/http/cart.ts'
import type { Money } from '../../contract/http/shapes.ts'
import { cartIdOf, type Line, type LineEntry, RESTORABLE_MS } from '../../domain/cart/cart.ts'
import { formatPosition } from '../../domain/position.ts'
import { type Availability, availabilityOf, type Product, textIn } from '../../domain/product.ts'
import type { Showing } from './products.ts'

/** What the catalogue says today of the products in a cart; null when it could not be asked. */
export type Today = ReadonlyMap<string, Product | null> | null

export interface CartView {
  readonly body: CartBody
  readonly etag: string
}

export function viewCart(cart: CartState, today: Today, config: Showing, locales: readonly string[]): CartView {
  const { CURRENCY: currency } = config
  const viewed = ([sku, line]: LineEntry) => viewLine(sku, line, today, config, locales)
  const items = cart.items.map(viewed)
  const saved = cart.saved.map(viewed)
  const body: CartBody = {
    id: cartIdOf(cart.userId),
    userId: cart.userId,
    version: cart.version,
    currency,
    items,
    saved,
    removed: cart.removed.map(([sku, line]) => ({
      sku,
      quantity: line.quantity,
      restorableUntil: timeOf(line.removedAt + RESTORABLE_MS),
    })),
    inCheckout: cart.inCheckout.map(({ orderId, skus }) => ({ orderId, skus: [...skus] })),
    coupons: [],
    totals: totalsOf(items, currency),
    notices: noticesOf(items, today),
    updatedAt: cart.version === 0 ? null : timeOf(cart.updatedAt),
  }
  return { body, etag: `"${formatPosition(cart)}.${digestOf([...items, ...saved], locales)}"` }
}

function viewLine(sku: string, line: Line, today: Today, config: Showing, locales: readonly string[]): CartLineBody {
  const { CURRENCY: currency, LOW_STOCK_UNITS } = config
  const product = today?.get(sku) ?? null
  const availability: Availability | null = today ? availabilityOf(product, LOW_STOCK_UNITS) : null
  const price = availability === 'discontinued' ? line.price : (product?.priceAmount ?? line.price)
  return {
    sku,
    title: product ? textIn(product.title, locales) : line.title,
    image: product ? (product.images[0] ?? null) : line.image,
    quantity: line.quantity,
    selected: line.selected && availability !== 'discontinued',
    attributes: line.attributes,
    labels: [...(product?.labels ?? line.labels)],
    unitPrice: { amount: price, currency },
    lineTotal: { amount: price * line.quantity, currency },
    priceChange:
      price === line.price ? null : { from: { amount: line.price, currency }, to: { amount: price, currency } },
    availability,
    addedAt: timeOf(line.addedAt),
    updatedAt: timeOf(line.updatedAt),
  }
}

function totalsOf(items: readonly CartLineBody[], currency: string): CartBody['totals'] {
  const money = (amount: number): Money => ({ amount, currency })
  let itemCount = 0
  let selectedCount = 0
  let subtotal = 0
  for (const { quantity, selected, lineTotal } of items) {
    itemCount += quantity
    if (!selected) continue
    selectedCount += quantity
    subtotal += lineTotal.amount
  }
  return {
    itemCount,
    selectedCount,
    subtotal: money(subtotal),
    discount: money(0),
    shipping: money(0),
    tax: money(0),
    total: money(subtotal),
  }
}

function noticesOf(items: readonly CartLineBody[], today: Today): CartBody['notices'] {
  if (!today && items.length > 0) {
    return [
      { code: 'catalogue_unavailable', detail: 'Prices and availability are those of when the lines were added.' },
    ]
  }
  return items.flatMap(({ sku, availability, priceChange }) => {
    if (availability === 'discontinued') return [{ code: 'discontinued', sku, detail: `${sku} is no longer for sale.` }]
    const notices: CartBody['notices'] = []
    if (availability === 'out_of_stock') {
      notices.push({ code: 'out_of_stock', sku, detail: `${sku} is out of stock.` })
    }
    if (priceChange) notices.push({ code: 'price_changed', sku, detail: `The price of ${sku} has changed.` })
    return notices
  })
}

/** FNV-1a over what the catalogue adds: prices, availability, selectability, texts and their locale. */
function digestOf(items: readonly CartLineBody[], locales: readonly string[]): string {
  let hash = 0x811c9dc5
  const mix = (text: string) => {
    for (let index = 0; index < text.length; index++) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
    }
  }
  mix(locales[0] ?? '')
  for (const { unitPrice, availability, title, image, labels } of items) {
    mix(`${unitPrice.amount}|${availability}|${title}|${image}|${labels.join()}`)
  }
  return (hash >>> 0).toString(36)
}

export function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}
