/**
 * Reads the cart from its object; when the object cannot answer, or carts are switched to `stale`, from the copy in L2,
 * marked as stale.
 * Invariant: a cart that cannot be read gives a 503, never an empty cart.
 */
import type { TypedResponse } from 'hono'
import type { CartBody } from '../../contract/answers/cart.ts'
import { describeError } from '../../contract/log.ts'
import { Problem, unavailable } from '../../contract/problem.ts'
import type { CartReadReply } from '../../contract/rpc/cart.ts'
import { type CartState, cartStateOf, ordersIn } from '../../domain/cart/state.ts'
import { upgradeCart } from '../../domain/cart/upgrade.ts'
import type { LiveCopy } from '../../domain/copy.ts'
import { viewOf } from '../../domain/rows.ts'
import type { RequestContext } from '../context.ts'
import { FrequentAnswer, JSON_TYPE, whole } from '../http/answer.ts'
import { view } from './answer.ts'
import { CART } from './write.ts'

const NOT_MODIFIED = new FrequentAnswer({ 'X-Cart-Source': 'object' }, 304)

export async function readCart(c: RequestContext) {
  const { carts, policies } = c.get('ports')
  const userId = c.get('principal').id
  if (policies.isStale('cart')) return readStale(c, userId)
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
  const shown = view(c, reply.cart)
  const { text, etag } = shown instanceof Promise ? await shown : shown
  if (c.req.header('if-none-match')?.includes(etag)) return cartAnswer(NOT_MODIFIED.of(c, null, etag))
  return cartAnswer(CART.of(c, text, etag))
}

async function readStale(c: RequestContext, userId: string) {
  const { l2, missed } = c.get('ports')
  const copy = await l2?.getCopy('cart', userId).catch(() => null)
  // Fails closed: a copy that may lack confirmed writes is not shown.
  const isBehind = copy ? await missed.mayBeBehind(copy, Date.now()).catch(() => true) : true
  if (copy?.state !== 'live' || copy.seal !== null || isBehind) throw unavailable('The cart cannot be read right now.')
  const { body } = await view(c, stateOf(copy))
  const text = JSON.stringify({ ...body, stale: true } satisfies CartBody)
  return cartAnswer(whole(c, text, { ...JSON_TYPE, 'X-Cart-Source': 'l2' }))
}

/** The cast: the typed client reads the contract's type here, although a 304 has no body. */
function cartAnswer(response: Response) {
  return response as unknown as TypedResponse<CartBody, 200, 'json'>
}

function stateOf(copy: LiveCopy): CartState {
  const rows = viewOf(upgradeCart(copy.lists, copy.schema))
  return cartStateOf({ ...copy, userId: copy.id }, rows, ordersIn(rows), Date.now())
}
