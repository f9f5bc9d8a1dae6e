/** Acts on orders by shoppers and operators, through one function, with idempotency key and If-Match. */
import type { Context } from 'hono'
import { Problem } from '../../contract/problem.ts'
import type { OrderAct, OrderReply } from '../../contract/rpc/order.ts'
import { hashOf, keyOf } from '../cart/envelope.ts'
import type { AppEnv } from '../context.ts'
import { expectedPosition, mismatch } from '../http/if-match.ts'
import { callObject } from '../object-call.ts'
import { orderBodyOf, orderTagOf } from './order-body.ts'

/**
 * @param body the validated body, which a repeat under the same key must equal
 * @param owner the shopper, when a shopper acts
 */
export async function actOn(c: Context<AppEnv>, id: string, act: OrderAct, body: unknown = null, owner?: string) {
  const { objects } = c.get('ports')
  const key = keyOf(c)
  const envelope = {
    requestId: c.get('requestId'),
    key: key === undefined ? null : { key, hash: await hashOf(c.req.method, c.req.path, body) },
    ifMatch: expectedPosition(c),
    ...(owner !== undefined && { owner }),
  }
  // A retry is harmless with a key, and for acts that set a status, because a status is reached only once.
  const repeatable = key !== undefined || (act.type !== 'refund' && act.type !== 'add_note')
  const reply = await callObject(repeatable, () => objects.order(id).act(act, envelope))
  if (reply.status === 'refused') throw problemOf(id, reply)
  c.header('ETag', orderTagOf(reply.order))
  if (reply.status === 'replayed') c.header('Idempotency-Replayed', 'true')
  return c.json(orderBodyOf(reply.order), 200)
}

export function noOrder(id: string): Problem {
  return new Problem('not_found', `The order ${id} does not exist.`)
}

function problemOf(id: string, { code, detail, lineIds, order }: OrderReply & { readonly status: 'refused' }): Problem {
  if (code === 'not_found') return noOrder(id)
  if (code === 'version_mismatch' && order) return mismatch(orderBodyOf(order), orderTagOf(order))
  return new Problem(code, detail, { extra: lineIds ? { lineIds } : {} })
}
