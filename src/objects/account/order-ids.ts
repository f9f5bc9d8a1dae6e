/** Reads every order of a person from the record, page by page. */
import { ORDER_STATUSES } from '../../domain/order/transitions.ts'
import type { OrderRecord } from '../../tiers/record/order-record.ts'

const ORDERS_PER_PAGE = 100

/** Throws TierError. */
export async function allOrderIds(record: Pick<OrderRecord, 'listOrders'>, owner: string): Promise<readonly string[]> {
  const ids: string[] = []
  let after: string | undefined
  do {
    const of = { owner, statuses: ORDER_STATUSES, limit: ORDERS_PER_PAGE }
    const page = await record.listOrders({ ...of, ...(after !== undefined && { after }) })
    ids.push(...page.items.map(({ id }) => id))
    after = page.next ?? undefined
  } while (after !== undefined)
  return ids
}
