/**
 * The cart as a shopper sees it: the lines of the object with today's price, texts and availability.
 * Invariant: a product that vanished never breaks the cart; its line is shown as stored and is not selected.
 */

import type { CartBody, CartLineBody } from '../../contract/answers/cart.ts'
import { timeOf } from '../../contract/http/shapes.ts'
import { cartIdOf, type Line, type LineEntry, RESTORABLE_MS } from '../../domain/cart/cart.ts'
import type { CartState } from '../../domain/cart/state.ts'
import { addressOf } from '../../domain/media/image.ts'
import { formatPosition } from '../../domain/position.ts'
import type { Reason } from '../../domain/pricing/priced.ts'
import { type Availability, availabilityOf, type Product, textIn } from '../../domain/product.ts'
import type { Showing } from '../catalogue/product-body.ts'
import { adjustmentBodies, totalsBodyOf } from '../orders/order-body.ts'
import { type CartPrice, explain } from '../prices/cart-price.ts'

/** Today's products of a cart by SKU, from the catalogue; null when the catalogue did not answer. */
export type Today = ReadonlyMap<string, Product | null> | null

export interface CartView {
  readonly body: CartBody
  /** The body as JSON. */
  readonly text: string
  readonly etag: string
}

/** @param priced null when the price rules could not be read; the totals are then those of the lines */
export function viewCart(
  cart: CartState,
  today: Today,
  priced: CartPrice | null,
  config: Showing,
  locales: readonly string[],
): CartView {
  const { CURRENCY: currency } = config
  const viewed = (entry: LineEntry) => lineOf(entry, today, config, locales)
  const items = withAdjustments(cart.items.map(viewed), priced, currency)
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
  let text: string | null = null
  return {
    body,
    etag: tagOf(cart, body, today, priced, locales),
    // Made when it is first read, because live connections send only the difference.
    get text() {
      text ??= JSON.stringify(body)
      return text
    },
  }
}

/** A cached line body. It is valid while line and product are the same objects: a write changes one line of many. */
interface Viewed {
  readonly product: Product | null | undefined
  readonly config: Showing
  readonly locales: readonly string[]
  readonly body: CartLineBody
}

const viewedLines = new WeakMap<Line, Viewed>()

function lineOf([sku, line]: LineEntry, today: Today, config: Showing, locales: readonly string[]): CartLineBody {
  const product = today ? (today.get(sku) ?? null) : undefined
  const known = viewedLines.get(line)
  if (known?.product === product && known?.locales === locales && known.config === config) return known.body
  const body = viewLine(sku, line, product, config, locales)
  viewedLines.set(line, { product, config, locales, body })
  return body
}

/** @param today the product from the catalogue; null when it is gone, undefined when the catalogue did not answer */
function viewLine(
  sku: string,
  line: Line,
  today: Product | null | undefined,
  config: Showing,
  locales: readonly string[],
): CartLineBody {
  const { CURRENCY: currency, LOW_STOCK_UNITS } = config
  const product = today ?? null
  const availability: Availability | null = today === undefined ? null : availabilityOf(product, LOW_STOCK_UNITS)
  const price = availability === 'discontinued' ? line.price : (product?.priceAmount ?? line.price)
  return {
    sku,
    lineId: line.lineId,
    title: product ? textIn(product.title, locales) : line.title,
    image: product ? addressOf(product.images[0]) : line.image,
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

function withAdjustments(items: CartLineBody[], priced: CartPrice | null, currency: string): CartLineBody[] {
  const adjusted = new Map(
    priced?.lines.flatMap(({ lineId, adjustments }) => (adjustments.length > 0 ? [[lineId, adjustments]] : [])),
  )
  if (adjusted.size === 0) return items
  return items.map((item) => {
    const adjustments = adjusted.get(item.lineId)
    return adjustments ? { ...item, adjustments: adjustmentBodies(adjustments, currency) } : item
  })
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
  // Without the catalogue (`today` is null) the notice `catalogue_unavailable` already covers the prices.
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
      {
        code: 'catalogue_unavailable',
        detail:
          'The catalogue cannot be read right now. Prices and availability are from the time when the lines were added.',
      },
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

/**
 * The position, and an FNV-1a hash over the other inputs of the answer: products, lapsed lines, locale, discounts,
 * coupons.
 */
function tagOf(
  cart: CartState,
  { totals, coupons }: CartBody,
  today: Today,
  priced: CartPrice | null,
  [locale = '']: readonly string[],
): string {
  let hash = 0x811c9dc5
  const mix = (number: number) => {
    hash = Math.imul(hash ^ number, 0x01000193)
  }
  for (const list of [cart.items, cart.saved]) {
    for (const [sku] of list) {
      const product = today?.get(sku)
      mix(product?.version ?? -1)
      if (product) mix(product.onHand - product.held)
    }
  }
  mix(cart.removed.length)
  mix(today ? 1 : 0)
  mix(priced ? 1 : 0)
  const rest = priced && !priced.isPlain ? locale + JSON.stringify([totals, coupons, priced.lines]) : locale
  for (let at = 0; at < rest.length; at++) mix(rest.charCodeAt(at))
  return `"${formatPosition(cart)}.${(hash >>> 0).toString(36)}"`
}
