/** Orders as the Worker reads them: each from its object, lists from the record with the newest ones from the cart. */
import type { OrderView } from '../../contract/order-object.ts'
import type { LiveCopy } from '../../domain/copy.ts'
import { viewOf as rowsIn } from '../../domain/rows.ts'
import { viewOf } from '../../objects/order/view.ts'
import { callObject } from '../object-call.ts'
import type { Ports } from '../ports.ts'

export interface OrderPage {
  readonly items: readonly OrderView[]
  readonly next: string | null
}

/** So many of the cart's newest orders are asked for themselves; the record has older ones for sure. */
const FRESH = 5

/** Null when there is none, or it is not theirs. Throws ObjectDown. */
export async function readOrder({ objects }: Pick<Ports, 'objects'>, id: string, owner: string | null) {
  const order = await callObject(true, () => objects.order(id).view())
  return order && (owner === null || order.owner === owner) ? order : null
}

/**
 * A shopper's own, the newest first. The record lags by a second or more: on the first page an order that the cart
 * knows is shown as its object has it. Throws TierError.
 */
export async function listOwn(ports: Ports, owner: string, limit: number, after?: string): Promise<OrderPage> {
  const read = (count: number) =>
    ports.record.listOrders({ owner, limit: count, ...(after !== undefined && { after }) })
  const [page, fresh] = await Promise.all([read(limit), after === undefined ? freshOrders(ports, owner) : []])
  // Older ones are on their own page; on this one they are missing because the record has not heard of them.
  const last = page.next === null ? null : page.items.at(-1)
  const since = last ? (viewOfCopy(last)?.createdAt ?? 0) : 0
  const isKnown = ({ id }: OrderView) => page.items.some((copy) => copy.id === id)
  const missing = fresh.filter((order) => !isKnown(order) && order.createdAt >= since)
  // They take places of this page, which has one of the record's all the same: the next begins after what that gave.
  const isCrowded = missing.length > 0 && page.items.length + missing.length > limit
  const { items: known, next } = isCrowded ? await read(Math.max(1, limit - missing.length)) : page
  const newest = new Map<string, OrderView>()
  for (const order of known.flatMap((copy) => viewOfCopy(copy) ?? [])) newest.set(order.id, order)
  for (const order of [...missing, ...fresh.filter(({ id }) => newest.has(id))]) newest.set(order.id, order)
  const items = [...newest.values()].sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))
  return { items, next }
}

const PER_PAGE = 100

/** Every one of them, for an export. Throws TierError. */
export async function allOwn(ports: Ports, owner: string): Promise<readonly OrderView[]> {
  const first = await listOwn(ports, owner, PER_PAGE)
  const all = [...first.items]
  for (let after = first.next; after !== null; ) {
    const page = await listOwn(ports, owner, PER_PAGE, after)
    all.push(...page.items)
    after = page.next
  }
  return all
}

/** Fails open: without its cart or its object an order is listed as soon as the record has it. */
async function freshOrders(ports: Ports, owner: string): Promise<readonly OrderView[]> {
  const ids = await ports.carts.orderIds(owner).catch(() => [])
  const orders = await Promise.all(ids.slice(0, FRESH).map((id) => readOrder(ports, id, owner).catch(() => null)))
  return orders.filter((order) => order !== null)
}

export function viewOfCopy(copy: LiveCopy): OrderView | null {
  return viewOf(copy.id, { rows: rowsIn(copy.lists), position: copy, updatedAt: copy.updatedAt })
}
