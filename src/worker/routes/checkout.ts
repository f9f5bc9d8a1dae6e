/**
 * Quote and checkout. Invariant: one key makes one order, regardless of repeats and lost answers; a checkout that is
 * refused leaves cart and stock as they were.
 */
import { type Context, Hono } from 'hono'
import type * as z from 'zod/mini'
import { type checkoutSchema, orderRoutes as routes } from '../../contract/http/orders.ts'
import { type FieldError, Problem, problemOf, unavailable } from '../../contract/problem.ts'
import type { CartReadReply, CheckoutReply } from '../../contract/rpc/cart.ts'
import type { OrderStart } from '../../domain/cart/checkout-rows.ts'
import type { CartState } from '../../domain/cart/state.ts'
import { newId } from '../../domain/id.ts'
import type { LabelsOf } from '../../domain/metrics/catalogue.ts'
import type { Contact } from '../../domain/order/order.ts'
import { hashOf, keyOf } from '../cart/envelope.ts'
import type { AppEnv } from '../context.ts'
import { locales } from '../http/locales.ts'
import { needsAddressFormats } from '../http/needs-address-formats.ts'
import { jsonOf } from '../http/validate.ts'
import { limitGlobally } from '../identity/global-limits.ts'
import { requestOriginOf } from '../identity/request-origin.ts'
import { counted, type Failure } from '../metrics/outcome.ts'
import { callObject } from '../object-call.ts'
import { leavePlace, takePlace } from '../orders/open-orders.ts'
import { orderBodyOf, orderTagOf } from '../orders/order-body.ts'
import { type CartQuote, notForSale, outOfReach, quoteBodyOf, quoteCart, usedUpIn } from '../orders/quotes.ts'
import { explain } from '../prices/cart-price.ts'

type CheckoutBody = z.infer<typeof checkoutSchema>

/** Tries for a cart that changes between quote and checkout. */
const TRIES = 3

export const checkoutRoutes = new Hono<AppEnv>()
  .post(routes.quote.path, needsAddressFormats, jsonOf(routes.quote.body), async (c) => {
    const ports = c.get('ports')
    const cart = cartOf(await ports.carts.read(c.get('principal').id))
    const wanted = locales(c)
    const quoted = await quoteCart(ports, cart, c.req.valid('json'), wanted)
    return c.json(quoteBodyOf(quoted, wanted), 200)
  })
  .post(routes.checkout.path, needsAddressFormats, jsonOf(routes.checkout.body), (c) => {
    const ports = c.get('ports')
    return counted(
      (outcome, error) => ports.metrics.counter('checkouts_total', { outcome: outcomeOf(outcome, error) }),
      async () => {
        const { carts, objects } = ports
        const { id, byServer } = c.get('principal')
        await limitGlobally(ports, 'checkout', await ports.seal.shopperTagOf(id), c.get('requestId'))
        const body = c.req.valid('json')
        const key = keyOf(c)
        if (key === undefined) {
          throw new Problem(
            'idempotency_key_required',
            'Send an Idempotency-Key, so that a retry does not create a second order.',
          )
        }
        const hash = await hashOf(c.req.method, c.req.path, body)
        // Every try may use the same id, because a refused try creates no order.
        const newOrderId = newId('ord', Date.now())
        // A trusted backend's network address is not the shopper's, so it is not counted.
        const from = byServer ? null : (await requestOriginOf(c)).from
        for (let tries = 1; ; tries++) {
          const { isKnown, reply } = await carts.prepareCheckout(id, key)
          const start = isKnown ? null : await startOf(c, cartOf(reply), body)
          if (from && start) await takePlace(ports, from, newOrderId)
          const done = await carts.checkout(id, { orderId: newOrderId, key, hash, start })
          if (from && start && (done.status === 'refused' || done.status === 'short')) {
            await leavePlace(ports, from, newOrderId)
          }
          // Another device changed the cart after the quote: quote again.
          if (done.status === 'refused' && done.code === 'cart_changed' && tries < TRIES) continue
          if (done.status === 'short' && done.usedUp?.length && done.shortages.length === 0) {
            throw await takenMeanwhile(c, body, done.usedUp)
          }
          const { orderId, replayed } = placedOf(done)
          const order = await callObject(true, () => objects.order(orderId).view())
          if (!order) throw unavailable('The order cannot be read yet. Retry with the same Idempotency-Key.')
          c.header('ETag', orderTagOf(order))
          c.header('Location', `/v1/orders/${orderId}`)
          if (replayed) c.header('Idempotency-Replayed', 'true')
          return c.json(orderBodyOf(order), 201)
        }
      },
    )
  })

function outcomeOf(outcome: 'done' | Failure, error: unknown): LabelsOf<'checkouts_total'>['outcome'] {
  if (error instanceof Problem && error.code === 'insufficient_stock') return 'short'
  return outcome === 'done' ? 'placed' : outcome
}

function cartOf(reply: CartReadReply): CartState {
  if (reply.status === 'ok') return reply.cart
  throw problemOf(reply.refusal)
}

/** Throws the reason against an order, before cart or stock change. */
async function startOf(c: Context<AppEnv>, cart: CartState, body: CheckoutBody): Promise<OrderStart> {
  const ports = c.get('ports')
  const { address, skus, expectedTotal, email = null, note = null, billingAddress = null, vatNumber = null } = body
  const wanted = locales(c)
  const quoted = await quoteCart(ports, cart, body, wanted)
  const { lines, totals, currency } = quoted.quote
  if (lines.length === 0) throw new Problem('cart_empty', 'No line of the cart is selected and for sale.')
  if (quoted.isOutOfReach) throw new Problem('not_shipped_there', outOfReach(quoted))
  const gone = skus && notForSale(quoted)
  if (gone !== undefined) throw new Problem('not_selectable', `${gone} is no longer for sale.`)
  const usedUp = usedUpIn(quoted)
  // A client whose expected total leaves the used-up coupons out has agreed to order without them.
  const isAgreed = expectedTotal?.amount === totals.total && expectedTotal.currency === currency
  if (usedUp.length > 0 && !isAgreed) throw usedUpProblem(usedUp, quoted, wanted)
  if (expectedTotal && (expectedTotal.amount !== totals.total || expectedTotal.currency !== currency)) {
    const detail =
      expectedTotal.currency === currency
        ? `The total is ${totals.total}, not ${expectedTotal.amount}.`
        : `Prices of this shop are in ${currency}, not in ${expectedTotal.currency}.`
    throw new Problem('price_changed', detail, { extra: { quote: quoteBodyOf(quoted, wanted) } })
  }
  const [locale] = wanted
  const contact: Contact = { address, email, note, billingAddress, vatNumber, ...(locale && { locale }) }
  return { quote: quoted.quote, contact, requestId: c.get('requestId') }
}

/** Another order took the last use after the quote. Lines and codes are already back in the cart. */
async function takenMeanwhile(c: Context<AppEnv>, body: CheckoutBody, codes: readonly string[]): Promise<Problem> {
  const ports = c.get('ports')
  const cart = cartOf(await ports.carts.read(c.get('principal').id))
  const wanted = locales(c)
  const coupons = cart.coupons.filter((code) => !codes.includes(code))
  return usedUpProblem(codes, await quoteCart(ports, { ...cart, coupons }, body, wanted), wanted)
}

/** @param quoted the quote without the used-up codes */
function usedUpProblem(codes: readonly string[], quoted: CartQuote, wanted: readonly string[]): Problem {
  const errors = codes.map((code): FieldError & { readonly coupon: string } => {
    return { path: 'coupons', coupon: code, message: explain(code, 'used_up') }
  })
  const extra = { reason: 'used_up', errors, quote: quoteBodyOf(quoted, wanted) }
  const detail = `${codes.map((code) => explain(code, 'used_up')).join(' ')} The quote has the price without the coupon.`
  return new Problem('coupon_not_applicable', detail, { extra })
}

function placedOf(reply: CheckoutReply): CheckoutReply & { readonly status: 'placed' } {
  switch (reply.status) {
    case 'placed':
      return reply
    case 'pending':
      throw unavailable('The order is being created. Retry with the same Idempotency-Key.')
    case 'short': {
      // Without shortages, the order object could not begin the order before its deadline.
      if (reply.shortages.length === 0) throw unavailable('The order could not be created in time. Try again.')
      const errors = reply.shortages.map((shortage) => ({
        ...shortage,
        path: shortage.sku,
        message: `${shortage.requested} requested, ${shortage.available} available`,
      }))
      throw new Problem('insufficient_stock', 'There is not enough stock for the order.', { extra: { errors } })
    }
    case 'refused':
      throw problemOf(reply)
    default:
      return reply satisfies never
  }
}
