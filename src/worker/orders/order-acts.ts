/** Acts on orders by shoppers and operators, through one function, with idempotency key and If-Match. */
import type { Context } from 'hono'
import type * as z from 'zod/mini'
import type { unitsSchema } from '../../contract/http/orders.ts'
import { Problem } from '../../contract/problem.ts'
import type { OrderAct, OrderReply, OrderView } from '../../contract/rpc/order.ts'
import type { AuditAction } from '../../domain/audit.ts'
import { audited } from '../audit/audited.ts'
import { hashOf, keyOf } from '../cart/envelope.ts'
import type { AppEnv } from '../context.ts'
import { expectedPosition, mismatch } from '../http/if-match.ts'
import { callObject } from '../object-call.ts'
import { orderBodyOf, orderTagOf } from './order-body.ts'

/** A shopper's act on their own order. */
export async function actAsOwner(c: Context<AppEnv>, id: string, act: OrderAct, owner: string, body: unknown = null) {
  return c.json(orderBodyOf(await actOn(c, id, act, body, owner)), 200)
}

/**
 * An operator's act, with an entry in the audit.
 * @param body the validated body, which a repeat under the same key must equal
 */
export function actAsOperator(
  c: Context<AppEnv>,
  action: AuditAction,
  id: string,
  act: OrderAct,
  body: unknown = null,
): Promise<OrderView> {
  return audited(c, action, `order:${id}`, async (note) => {
    const order = await actOn(c, id, act, body)
    if (act.type !== 'add_note') note(changesBy(act, order))
    return order
  })
}

/** The newest change of status, and the id of a refund or a return, for the audit. */
function changesBy(act: OrderAct, { history, status, refunds }: OrderView) {
  return {
    status: { from: history.at(-1)?.from ?? null, to: status },
    ...((act.type === 'refund' || act.type === 'edit') && { refund: { from: null, to: refunds.at(-1)?.[0] ?? null } }),
    ...('returnId' in act && { return: { from: null, to: act.returnId } }),
  }
}

/** Sets the ETag of the answer. Throws the object's refusal. */
async function actOn(c: Context<AppEnv>, id: string, act: OrderAct, body: unknown, owner?: string) {
  const { objects } = c.get('ports')
  const key = keyOf(c)
  const envelope = {
    requestId: c.get('requestId'),
    key: key === undefined ? null : { key, hash: await hashOf(c.req.method, c.req.path, body) },
    ifMatch: expectedPosition(c),
    ...(owner !== undefined && { owner }),
  }
  // A retry is harmless with a key, and for acts that set a status, because a status is reached only once.
  const isPart =
    act.type === 'request_return' || act.type === 'edit' || (act.type === 'ship' && act.lines !== undefined)
  const repeatable = key !== undefined || (act.type !== 'refund' && act.type !== 'add_note' && !isPart)
  const reply = await callObject(repeatable, () => objects.order(id).act(act, envelope))
  if (reply.status === 'refused') throw problemOf(id, reply)
  c.header('ETag', orderTagOf(reply.order))
  if (reply.status === 'replayed') c.header('Idempotency-Replayed', 'true')
  return reply.order
}

/** The lines of a body, as a decision names them. */
export function namedIn(lines: z.infer<typeof unitsSchema>) {
  return lines.map(({ lineId, sku = lineId ?? '', quantity }) => ({ sku, quantity }))
}

export function noOrder(id: string): Problem {
  return new Problem('not_found', `The order ${id} does not exist.`)
}

function problemOf(id: string, { code, detail, lineIds, order }: OrderReply & { readonly status: 'refused' }): Problem {
  if (code === 'not_found') return noOrder(id)
  if (code === 'unknown_payment' || code === 'unknown_part') return new Problem('not_found', detail)
  if (code === 'version_mismatch' && order) return mismatch(orderBodyOf(order), orderTagOf(order))
  return new Problem(code, detail, { extra: lineIds ? { lineIds } : {} })
}
