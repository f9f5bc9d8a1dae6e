/** Order routes for operators; support has read access. */
import { type Context, Hono } from 'hono'
import type * as z from 'zod/mini'
import { adminOrderRoutes as routes } from '../../contract/http/admin-orders.ts'
import { Problem } from '../../contract/problem.ts'
import type { OrderView } from '../../contract/rpc/order.ts'
import { normalizeEmail } from '../../domain/account/email.ts'
import { OPEN_RETURN_STATES } from '../../domain/order/return.ts'
import type { OrderQuery } from '../../tiers/record/order-record.ts'
import type { AppEnv } from '../context.ts'
import { jsonOf, noFields, pageAfter, paramOf, queryOf } from '../http/validate.ts'
import { callObject } from '../object-call.ts'
import { actAsOperator, namedIn, noOrder } from '../orders/order-acts.ts'
import { orderBodyOf, orderTagOf } from '../orders/order-body.ts'
import { readOrder, viewOfCopy } from '../orders/order-lists.ts'

export const adminOrderRoutes = new Hono<AppEnv>()
  .get(routes.list.path, queryOf(routes.list.query), async (c) => c.json(await found(c, c.req.valid('query')), 200))
  .post(routes.search.path, jsonOf(routes.search.body), async (c) => c.json(await found(c, c.req.valid('json')), 200))
  .get(routes.get.path, paramOf(routes.get.params), async (c) => {
    const { id: given } = c.req.valid('param')
    const ports = c.get('ports')
    const id = given.startsWith('ord_') ? given : await orderIdOf(ports, given)
    const order = id === null ? null : await readOrder(ports, id, null)
    if (!order) throw noOrder(given)
    c.header('ETag', orderTagOf(order))
    return c.json(orderBodyOf(order), 200)
  })
  .get(routes.notes.path, paramOf(routes.notes.params), async (c) =>
    c.json(await notes(c, c.req.valid('param').id), 200),
  )
  .post(routes.addNote.path, paramOf(routes.addNote.params), jsonOf(routes.addNote.body), async (c) => {
    const { id } = c.req.valid('param')
    const body = c.req.valid('json')
    // The answer contains the notes instead of the order, but has the order's ETag.
    await actAsOperator(c, 'note', id, { type: 'add_note', ...body, by: byOf(c) }, body)
    return c.json(await notes(c, id), 200)
  })
  .post(routes.ship.path, paramOf(routes.ship.params), jsonOf(routes.ship.body), async (c) => {
    const body = c.req.valid('json')
    const { lines, unpaid = false, ...parcel } = body
    const act = { type: 'ship', ...parcel, by: byOf(c), unpaid, ...(lines && { lines: namedIn(lines) }) } as const
    return shown(c, actAsOperator(c, 'ship', c.req.valid('param').id, act, body))
  })
  .post(routes.deliver.path, noFields, paramOf(routes.deliver.params), (c) =>
    shown(c, actAsOperator(c, 'deliver', c.req.valid('param').id, { type: 'deliver', by: byOf(c) })),
  )
  .post(routes.deliverShipment.path, noFields, paramOf(routes.deliverShipment.params), (c) => {
    const { id, shipment } = c.req.valid('param')
    return shown(c, actAsOperator(c, 'deliver', id, { type: 'deliver', shipment, by: byOf(c) }))
  })
  .post(routes.cancel.path, noFields, paramOf(routes.cancel.params), (c) =>
    shown(c, actAsOperator(c, 'cancel', c.req.valid('param').id, { type: 'cancel', by: byOf(c) })),
  )
  .post(routes.edit.path, paramOf(routes.edit.params), jsonOf(routes.edit.body), (c) => {
    const body = c.req.valid('json')
    const act = { type: 'edit', lines: namedIn(body.lines), reason: body.reason, by: byOf(c) } as const
    return shown(c, actAsOperator(c, 'edit', c.req.valid('param').id, act, body))
  })
  .post(routes.refund.path, paramOf(routes.refund.params), jsonOf(routes.refund.body), (c) => {
    const body = c.req.valid('json')
    const { amount, reason, lines, restock } = body
    ofOneCurrency(c, amount)
    if (restock && !lines) {
      const errors = [
        { path: 'restock', message: 'requires lines, because it decides whether their units go back into stock' },
      ]
      throw new Problem('invalid_request', 'The body is not valid.', { extra: { errors } })
    }
    // The order and the audit have the same reason.
    c.set('reason', c.get('reason') ?? reason)
    const units = { ...(lines && { lines: namedIn(lines) }), ...(restock && { restock }) }
    const act = { type: 'refund', amount: amount?.amount ?? null, reason, by: byOf(c), ...units } as const
    return shown(c, actAsOperator(c, 'refund', c.req.valid('param').id, act, body))
  })
  .post(routes.approveReturn.path, paramOf(routes.approveReturn.params), jsonOf(routes.approveReturn.body), (c) => {
    const [{ id, returnId }, body] = [c.req.valid('param'), c.req.valid('json')]
    return shown(c, actAsOperator(c, 'approve', id, { type: 'approve_return', returnId, ...body, by: byOf(c) }, body))
  })
  .post(routes.refuseReturn.path, paramOf(routes.refuseReturn.params), jsonOf(routes.refuseReturn.body), (c) => {
    const [{ id, returnId }, body] = [c.req.valid('param'), c.req.valid('json')]
    return shown(c, actAsOperator(c, 'refuse', id, { type: 'refuse_return', returnId, ...body, by: byOf(c) }, body))
  })
  .post(routes.receiveReturn.path, paramOf(routes.receiveReturn.params), jsonOf(routes.receiveReturn.body), (c) => {
    const [{ id, returnId }, body] = [c.req.valid('param'), c.req.valid('json')]
    ofOneCurrency(c, body.amount)
    const [{ restock }, amount] = [body, body.amount?.amount ?? null]
    const act = { type: 'receive_return', returnId, restock, amount, by: byOf(c) } as const
    return shown(c, actAsOperator(c, 'receive', id, act, body))
  })
  .post(routes.markPaid.path, noFields, paramOf(routes.markPaid.params), (c) =>
    shown(c, actAsOperator(c, 'mark_paid', c.req.valid('param').id, { type: 'mark_paid', by: byOf(c) })),
  )
  .post(routes.markRefunded.path, noFields, paramOf(routes.markRefunded.params), (c) => {
    const { id, refundId } = c.req.valid('param')
    return shown(c, actAsOperator(c, 'mark_refunded', id, { type: 'mark_refunded', refundId, by: byOf(c) }))
  })

async function shown(c: Context<AppEnv>, order: Promise<OrderView>) {
  return c.json(orderBodyOf(await order), 200)
}

type Filters = z.infer<typeof routes.list.query> & { readonly email?: string | undefined }

/** One page of the record's orders; a new order arrives there within a second or two. Throws TierError. */
async function found(c: Context<AppEnv>, query: Filters) {
  const { limit, cursor, status, return: its, userId, number, email, sku, from, to } = query
  const filter = {
    ...(status && { statuses: status }),
    ...(its && { returns: its === 'open' ? OPEN_RETURN_STATES : [its] }),
    ...(userId !== undefined && { owner: userId }),
    ...(number !== undefined && { number }),
    ...(email !== undefined && (await ordersOf(c, email))),
    ...(sku !== undefined && { sku }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  }
  const { record } = c.get('ports')
  const page = await pageAfter(cursor, (after) =>
    record.listOrders({ ...filter, limit, ...(after !== undefined && { after }) }),
  )
  const items = page.items.flatMap((copy) => viewOfCopy(copy) ?? [])
  return { items: items.map(orderBodyOf), nextCursor: page.next }
}

/** The orders with this address, and those of the account that has it: many of these have no address of their own. */
async function ordersOf(c: Context<AppEnv>, email: string): Promise<Pick<OrderQuery, 'email' | 'account'>> {
  const { objects, seal } = c.get('ports')
  const claim = await seal.claimOf(email)
  const account = await callObject(true, () => objects.claim(claim).owner())
  return { email: normalizeEmail(email), ...(account !== null && { account }) }
}

/** The id of the newest order with this number, or null. */
async function orderIdOf({ record }: AppEnv['Variables']['ports'], number: string): Promise<string | null> {
  const { items } = await record.listOrders({ number, limit: 1 })
  return items[0]?.id ?? null
}

function ofOneCurrency(c: Context<AppEnv>, amount: { readonly currency: string } | undefined): void {
  const { CURRENCY } = c.get('ports').config
  if (!amount || amount.currency === CURRENCY) return
  const errors = [{ path: 'amount.currency', message: `must be ${CURRENCY}` }]
  throw new Problem('invalid_request', 'The body is not valid.', { extra: { errors } })
}

async function notes(c: Context<AppEnv>, id: string) {
  const all = await callObject(true, () => c.get('ports').objects.order(id).notes())
  if (!all) throw noOrder(id)
  return { items: all.map(([noteId, { at, ...note }]) => ({ id: noteId, ...note, at: new Date(at).toISOString() })) }
}

function byOf(c: Context<AppEnv>): string {
  return c.get('principal').id
}
