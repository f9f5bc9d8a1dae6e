/**
 * Upgrades rows that an earlier version wrote to the shape of CART_SCHEMA. Pure; the result depends only on the rows,
 * so that the object and every copy give an old line the same id.
 */
import type { Json, Lists } from '../copy.ts'
import { CART_SCHEMA, ITEMS, REMOVED, SAVED } from './cart.ts'
import { CHECKOUTS, type Checkout } from './checkout-rows.ts'
import { earlierLineId } from './line-id.ts'

type Rows = Lists[string]

/** @param from the schema version of the rows */
export function upgradeCart(lists: Lists, from: number): Lists {
  if (from >= CART_SCHEMA) return lists
  const { [ITEMS]: items = {}, [REMOVED]: removed = {}, [SAVED]: saved = {}, [CHECKOUTS]: checkouts = {} } = lists
  return {
    ...lists,
    // A SKU was never in both lists, so the ids cannot collide.
    [ITEMS]: withIds(items, ITEMS),
    [REMOVED]: withIds(removed, ITEMS),
    [SAVED]: withIds(saved, SAVED),
    [CHECKOUTS]: mapRows(checkouts, (orderId, row) => {
      const checkout = row as Checkout
      const place = orderId.slice(-8)
      return {
        ...checkout,
        lines: checkout.lines.map(([sku, line]) => [sku, { ...line, lineId: earlierLineId(sku, place) }] as const),
      }
    }),
  }
}

function withIds(rows: Rows = {}, place: string): Rows {
  return mapRows(rows, (sku, line) => ({ ...(line as object), lineId: earlierLineId(sku, place) }))
}

function mapRows(rows: Rows = {}, change: (key: string, row: Json) => Json): Rows {
  return Object.fromEntries(Object.entries(rows).map(([key, row]) => [key, change(key, row)]))
}
