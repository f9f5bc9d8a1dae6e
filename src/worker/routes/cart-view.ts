/**
 * The cart as a shopper sees it: raw lines of the object with today's price, texts and availability.
 * A product that vanished never breaks the cart; its line is shown as it was and is not selected.
 */
import type { CartState } from '../../contract/cart-object.ts'
import type { CartBody, CartLineBody } from '../../contract/http/cart.ts'
import { cartIdOf, type Line, type LineEntry, RESTORABLE_MS } from '../../domain/cart/cart.ts'
import { formatPosition } from '../../domain/position.ts'
import type { Reason } from '../../domain/pricing/priced.ts'
import { type Availability, availabilityOf, type Product, textIn } from '../../domain/product.ts'
import { adjustmentBodies, totalsBodyOf } from '../orders/order-body.ts'
import { type CartPrice, explain } from '../prices/cart-price.ts'
import type { Showing } from './products.ts'

/** What the catalogue says today of the products in a cart; null when it could not be asked. */
export type Today = ReadonlyMap<string, Product | null> | null

export interface CartView {
  readonly body: CartBody
  readonly etag: string
}

/** @param priced null when the rules of prices could not be had: then the totals are those of the lines */
export function viewCart(
  cart: CartState,
  today: Today,
  priced: CartPrice | null,
  config: Showing,
  locales: readonly string[],
): CartView {
  const { CURRENCY: currency } = config
  const adjusted = new Map(priced?.lines.map((line) => [line.lineId, line.adjustments]))
  const viewed = ([sku, line]: LineEntry) => viewLine(sku, line, today, config, locales)
  const items = cart.items.map((entry) => {
    const adjustments = adjustmentBodies(adjusted.get(entry[1].lineId) ?? [], currency)
    return { ...viewed(entry), adjustments }
  })
  const coupons = couponsOf(cart, priced)
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
      lineId: line.lineId,
      quantity: line.quantity,
      attributes: line.attributes,
      restorableUntil: timeOf(line.removedAt + RESTORABLE_MS),
    })),
    inCheckout: cart.inCheckout.map(({ orderId, skus, lineIds = [] }) => {
      return { orderId, skus: [...skus], lineIds: [...lineIds] }
    }),
    coupons,
    totals: totalsOf(items, priced, currency),
    notices: [...noticesOf(items, today), ...priceNotices(items, coupons, priced, today)],
    updatedAt: cart.version === 0 ? null : timeOf(cart.updatedAt),
  }
  return {
    body,
    etag: `"${formatPosition(cart)}.${digestOf([...items, ...saved], JSON.stringify([locales[0], body.totals, coupons]))}"`,
  }
}

function viewLine(sku: string, line: Line, today: Today, config: Showing, locales: readonly string[]): CartLineBody {
  const { CURRENCY: currency, LOW_STOCK_UNITS } = config
  const product = today?.get(sku) ?? null
  const availability: Availability | null = today ? availabilityOf(product, LOW_STOCK_UNITS) : null
  const price = availability === 'discontinued' ? line.price : (product?.priceAmount ?? line.price)
  return {
    sku,
    lineId: line.lineId,
    title: product ? textIn(product.title, locales) : line.title,
    image: product ? (product.images[0] ?? null) : line.image,
    quantity: line.quantity,
    selected: line.selected && availability !== 'discontinued',
    attributes: line.attributes,
    labels: [...(product?.labels ?? line.labels)],
    unitPrice: { amount: price, currency },
    lineTotal: { amount: price * line.quantity, currency },
    adjustments: [],
    priceChange:
      price === line.price ? null : { from: { amount: line.price, currency }, to: { amount: price, currency } },
    availability,
    addedAt: timeOf(line.addedAt),
    updatedAt: timeOf(line.updatedAt),
  }
}

function couponsOf({ coupons }: CartState, priced: CartPrice | null): CartBody['coupons'] {
  const reasons = new Map(priced?.refused.map(({ code, reason }) => [code, reason]))
  return coupons.map((code) => {
    const reason = reasons.get(code)
    return { code, applied: priced !== null && reason === undefined, ...(reason && { reason }) }
  })
}

function priceNotices(
  items: readonly CartLineBody[],
  coupons: CartBody['coupons'],
  priced: CartPrice | null,
  today: Today,
): CartBody['notices'] {
  // That the catalogue is away is said already.
  if (!priced) {
    const detail = 'Discounts are temporarily not shown; checkout applies them.'
    return today && items.length > 0 ? [{ code: 'prices_unavailable', detail }] : []
  }
  return coupons.flatMap(({ code, reason }) => {
    if (!reason) return []
    const notice = reason === 'needs_address' ? 'coupon_needs_address' : 'coupon_not_applicable'
    return [{ code: notice, detail: explain(code, reason as Reason) }]
  })
}

function totalsOf(items: readonly CartLineBody[], priced: CartPrice | null, currency: string): CartBody['totals'] {
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
    ...totalsBodyOf(priced?.totals ?? { subtotal, discount: 0, shipping: 0, tax: 0, total: subtotal }, currency),
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

/** FNV-1a over what the catalogue and the rules add: prices, availability, texts and their locale, totals, coupons. */
function digestOf(items: readonly CartLineBody[], rest: string): string {
  let hash = 0x811c9dc5
  const mix = (text: string) => {
    for (let index = 0; index < text.length; index++) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
    }
  }
  mix(rest)
  for (const { unitPrice, availability, title, image, labels } of items) {
    mix(`${unitPrice.amount}|${availability}|${title}|${image}|${labels.join()}`)
  }
  return (hash >>> 0).toString(36)
}

export function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}
