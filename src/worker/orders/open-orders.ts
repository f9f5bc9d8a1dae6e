/**
 * The limit of unpaid orders of one network address, and of its /48, as a checkout takes its place there.
 * Fails open: when the counter or an order does not answer, the shopper's own limit and the stock still hold.
 */
import type { AttemptsObject } from '../../contract/attempts-object.ts'
import { describeError } from '../../contract/log.ts'
import { Problem } from '../../contract/problem.ts'
import { mostOpenOrders, type OrderAdmission } from '../../domain/open-orders.ts'
import { each } from '../each.ts'
import { callObject } from '../object-call.ts'
import type { Ports } from '../ports.ts'
import { counterName, type Origin, ROOM_OF_SITE } from '../sign-in-watch.ts'

type OrderPorts = Pick<Ports, 'objects' | 'config' | 'log'>

/** Throws `rate_limited`, and then has taken no place. */
export async function takePlace(ports: OrderPorts, from: Origin, orderId: string): Promise<void> {
  for (const { tag, most } of countersOf(ports, from)) {
    const admission = await admitted(ports, tag, most, orderId)
    if (!admission || admission.allowed) continue
    await leavePlace(ports, from, orderId)
    throw new Problem('rate_limited', 'Too many orders from this network are not paid yet.', {
      headers: { 'Retry-After': String(admission.retryAfterSeconds) },
    })
  }
}

/** The order was not made. A place that cannot be given up now ends with the time-out of orders. */
export async function leavePlace(ports: OrderPorts, from: Origin, orderId: string): Promise<void> {
  for (const { tag } of countersOf(ports, from)) {
    await ask(ports, tag, (attempts) => attempts.orderEnded(tag, orderId))
  }
}

/** Those whose limit can be reached at all. */
function countersOf({ config }: OrderPorts, { tag, site }: Origin) {
  const all = [{ tag, room: 1 }, ...(site === null ? [] : [{ tag: site, room: ROOM_OF_SITE }])]
  return all.flatMap((counter) => {
    const most = mostOpenOrders(config.RATE_LIMIT_SCALE * counter.room)
    return most === null ? [] : [{ tag: counter.tag, most }]
  })
}

async function admitted(ports: OrderPorts, tag: string, most: number, orderId: string): Promise<OrderAdmission | null> {
  const first = await ask(ports, tag, (attempts) => attempts.openOrder(tag, orderId, [], most))
  if (!first || first.look.length === 0) return first
  const ended: string[] = []
  await each(first.look, async (id) => {
    const order = await callObject(true, () => ports.objects.order(id).view()).catch(() => null)
    // One that has not begun yet may be about to.
    if (order && order.status !== 'pending_payment') ended.push(id)
  })
  if (ended.length === 0) return first
  return ask(ports, tag, (attempts) => attempts.openOrder(tag, orderId, ended, most))
}

async function ask<Reply>(
  { objects, log }: OrderPorts,
  tag: string,
  call: (attempts: AttemptsObject) => Promise<Reply>,
): Promise<Reply | null> {
  try {
    return await callObject(true, () => call(objects.attempts(counterName('addresses', tag))))
  } catch (error) {
    log('warn', 'open_orders.not_counted', { reason: describeError(error) })
    return null
  }
}
