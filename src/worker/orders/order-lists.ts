/**
 * Reads orders for the Worker: single ones from their objects, lists from the record with the newest ones from the
 * cart.
 */
import { describeError } from '../../contract/log.ts'
import type { OrderView } from '../../contract/rpc/order.ts'
import type { LiveCopy } from '../../domain/copy.ts'
import { viewOf as rowsIn } from '../../domain/rows.ts'
import { viewOf } from '../../objects/order/view.ts'
import type { OrderRecord } from '../../tiers/record/order-record.ts'
import { cursorBehind, isBehind } from '../../tiers/record/order-sql.ts'
import { each } from '../each.ts'
import { callObject } from '../object-call.ts'
import type { OrderPorts } from './ports.ts'

export interface OrderPage {
  readonly items: readonly OrderView[]
  readonly next: string | null
}

/** Number of the cart's newest orders that are always read from their objects, because the record may lag. */
const FRESH = 5

type ListPorts = Pick<OrderPorts, 'objects' | 'carts' | 'log'> & {
  readonly record: Pick<OrderRecord, 'listOrders' | 'listedOrders'>
}

/** Null when the order does not exist or has another owner. Throws ObjectDown. */
export async function readOrder({ objects }: Pick<OrderPorts, 'objects'>, id: string, owner: string | null) {
  const order = await callObject(true, () => objects.order(id).view())
  return order && (owner === null || order.owner === owner) ? order : null
}

/**
 * A shopper's own orders, newest first: from the record, and from their objects those that the record does not list
 * yet; the cart has their ids. Ids are looked up in the record before the page is read, so that an order that arrives
 * in between is on the page exactly once. Throws TierError.
 */
export async function listOwn(ports: ListPorts, owner: string, limit: number, after?: string): Promise<OrderPage> {
  const { record } = ports
  const ids = await idsInCart(ports, owner)
  const listed = ids.length > 0 ? await record.listedOrders(owner, ids) : new Set<string>()
  const fresh = after === undefined ? ids.slice(0, FRESH) : []
  const [page, missing, newest] = await Promise.all([
    record.listOrders({ owner, limit, ...(after !== undefined && { after }) }),
    readAll(
      ports,
      owner,
      ids.filter((id) => !listed.has(id)),
    ),
    readAll(
      ports,
      owner,
      fresh.filter((id) => listed.has(id)),
    ),
  ])
  const orders = new Map<string, OrderView>()
  for (const order of page.items.flatMap((copy) => viewOfCopy(copy) ?? [])) orders.set(order.id, order)
  for (const order of newest) if (orders.has(order.id)) orders.set(order.id, order)
  const { next } = page
  for (const order of missing) {
    // Orders after the last record row of this page belong to a later page.
    const isHere = isBehind(order, after, owner) && (next === null || !isBehind(order, next, owner))
    if (isHere) orders.set(order.id, order)
  }
  const all = [...orders.values()].sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))
  const items = all.slice(0, limit)
  const last = items.at(-1)
  return { items, next: last && all.length > limit ? cursorBehind(last, owner) : next }
}

const PER_PAGE = 100

/** All orders of a shopper, for an export. Throws TierError. */
export async function allOwn(ports: ListPorts, owner: string): Promise<readonly OrderView[]> {
  const first = await listOwn(ports, owner, PER_PAGE)
  const all = [...first.items]
  for (let after = first.next; after !== null; ) {
    const page = await listOwn(ports, owner, PER_PAGE, after)
    all.push(...page.items)
    after = page.next
  }
  return all
}

/** Order ids, newest first. Fails open: without the cart, an order is listed as soon as the record has it. */
async function idsInCart({ carts, log }: ListPorts, owner: string): Promise<readonly string[]> {
  try {
    return (await carts.orderIds(owner)).toSorted((a, b) => (a < b ? 1 : -1))
  } catch (error) {
    log('warn', 'orders.cart_unknown', { reason: describeError(error) })
    return []
  }
}

/** Fails open: an order whose object does not answer is left out. */
async function readAll(ports: ListPorts, owner: string, ids: readonly string[]): Promise<readonly OrderView[]> {
  const found: OrderView[] = []
  await each(ids, async (id) => {
    const order = await readOrder(ports, id, owner).catch(() => null)
    if (order) found.push(order)
  })
  return found
}

export function viewOfCopy(copy: LiveCopy): OrderView | null {
  return viewOf(copy.id, { rows: rowsIn(copy.lists), position: copy, updatedAt: copy.updatedAt })
}
