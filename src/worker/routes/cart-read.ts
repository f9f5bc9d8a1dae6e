/**
 * Reading the cart: from its object, or, when that cannot answer, the copy in L2, marked as stale.
 * Invariant: what cannot be read is 503, never an empty cart.
 */
import type { Context } from 'hono'
import type { CartReadReply, CartState } from '../../contract/cart-object.ts'
import { describeError } from '../../contract/log.ts'
import { Problem, unavailable } from '../../contract/problem.ts'
import { lines, RESTORABLE_MS, removedLines, savedLines } from '../../domain/cart/cart.ts'
import { checkouts, linesAway, orderIds } from '../../domain/cart/checkout-rows.ts'
import { couponCodes } from '../../domain/cart/coupons.ts'
import { upgradeCart } from '../../domain/cart/upgrade.ts'
import type { LiveCopy } from '../../domain/copy.ts'
import { viewOf } from '../../domain/rows.ts'
import type { AppEnv } from '../context.ts'
import { view } from './cart-write.ts'

export async function readCart(c: Context<AppEnv>) {
  const { carts } = c.get('ports')
  const userId = c.get('principal').id
  let reply: CartReadReply
  try {
    reply = await carts.read(userId)
  } catch (error) {
    c.get('ports').log('warn', 'cart.object_down', { requestId: c.get('requestId'), reason: describeError(error) })
    return readStale(c, userId)
  }
  if (reply.status === 'refused') {
    if (reply.refusal.code === 'unavailable') return readStale(c, userId)
    throw new Problem(reply.refusal.code, reply.refusal.detail)
  }
  const { body, etag } = await view(c, reply.cart)
  c.header('ETag', etag)
  c.header('X-Cart-Source', 'object')
  if (c.req.header('if-none-match')?.includes(etag)) {
    // The contract's answer type is the cart; 304 has no body at all.
    return c.body(null, 304) as unknown as ReturnType<typeof answer>
  }
  return answer(c, body)
}

async function readStale(c: Context<AppEnv>, userId: string) {
  const { l2, missed } = c.get('ports')
  const copy = await l2?.getCopy('cart', userId).catch(() => null)
  // Fails closed: a copy that may lack confirmed writes is not shown.
  const isBehind = copy ? await missed.mayBeBehind(copy, Date.now()).catch(() => true) : true
  if (copy?.state !== 'live' || copy.seal !== null || isBehind) throw unavailable('The cart cannot be read right now.')
  const { body } = await view(c, stateOf(copy))
  c.header('X-Cart-Source', 'l2')
  return answer(c, { ...body, stale: true })
}

function answer(c: Context<AppEnv>, body: Awaited<ReturnType<typeof view>>['body']) {
  return c.json(body, 200)
}

function stateOf(copy: LiveCopy): CartState {
  const rows = viewOf(upgradeCart(copy.lists, copy.schema))
  const since = Date.now() - RESTORABLE_MS
  return {
    userId: copy.id,
    epoch: copy.epoch,
    version: copy.version,
    items: lines(rows),
    saved: savedLines(rows),
    coupons: couponCodes(rows),
    hasOrdered: orderIds(rows).length > 0,
    inCheckout: checkouts(rows).map(linesAway),
    removed: removedLines(rows).filter(([, line]) => line.removedAt > since),
    updatedAt: copy.updatedAt,
  }
}
