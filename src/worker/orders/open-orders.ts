/**
 * Limits the unpaid orders of one network address, and of its /48; each checkout takes a place.
 * Fails open: when the counter or an order does not answer, the shopper's own limit and the stock still apply.
 */

import { describeError } from '../../contract/log.ts'
import { Problem } from '../../contract/problem.ts'
import type { AttemptsObject } from '../../contract/rpc/attempts.ts'
import { mostOpenOrders, type OrderAdmission } from '../../domain/open-orders.ts'
import { each } from '../each.ts'
import { counterName, type Origin, ROOM_OF_SITE, type Use } from '../identity/sign-in-watch.ts'
import { callObject } from '../object-call.ts'
import type { OrderPorts } from './ports.ts'

type PlacePorts = Pick<OrderPorts, 'objects' | 'config' | 'log'>

/** Throws `rate_limited`; then no place is taken. */
export async function takePlace(ports: PlacePorts, from: Origin, orderId: string): Promise<void> {
  for (const counter of countersOf(ports, from)) {
    const admission = await admitted(ports, counter, orderId)
    if (!admission || admission.allowed) continue
    await leavePlace(ports, from, orderId)
    throw new Problem('rate_limited', 'This network has too many unpaid orders.', {
      headers: { 'Retry-After': String(admission.retryAfterSeconds) },
    })
  }
}

/** Frees the place after a failed order. A place that cannot be freed now ends with the order timeout. */
export async function leavePlace(ports: PlacePorts, from: Origin, orderId: string): Promise<void> {
  for (const { use, tag } of countersOf(ports, from)) {
    await ask(ports, use, tag, (attempts) => attempts.orderEnded(tag, orderId))
  }
}

interface OrdersCounter {
  readonly use: Use
  readonly tag: string
  readonly most: number
}

/** The counters whose limit can be reached at all. */
function countersOf({ config }: PlacePorts, { tag, site }: Origin): readonly OrdersCounter[] {
  const address = { use: 'addresses', tag, room: 1 } as const
  const all = site === null ? [address] : [address, { use: 'sites', tag: site, room: ROOM_OF_SITE } as const]
  return all.flatMap(({ room, ...counter }) => {
    const most = mostOpenOrders(config.RATE_LIMIT_SCALE * room)
    return most === null ? [] : [{ ...counter, most }]
  })
}

async function admitted(
  ports: PlacePorts,
  { use, tag, most }: OrdersCounter,
  orderId: string,
): Promise<OrderAdmission | null> {
  const first = await ask(ports, use, tag, (attempts) => attempts.openOrder(tag, orderId, [], most))
  if (!first || first.look.length === 0) return first
  const ended: string[] = []
  await each(first.look, async (id) => {
    const order = await callObject(true, () => ports.objects.order(id).view()).catch(() => null)
    // An order that does not exist yet may be about to begin.
    if (order && order.status !== 'pending_payment') ended.push(id)
  })
  if (ended.length === 0) return first
  return ask(ports, use, tag, (attempts) => attempts.openOrder(tag, orderId, ended, most))
}

async function ask<Reply>(
  { objects, log }: PlacePorts,
  use: Use,
  tag: string,
  call: (attempts: AttemptsObject) => Promise<Reply>,
): Promise<Reply | null> {
  try {
    return await callObject(true, () => call(objects.attempts(counterName(use, tag))))
  } catch (error) {
    log('warn', 'open_orders.not_counted', { reason: describeError(error) })
    return null
  }
}
