/** Answers a stock that asks about an overdue hold: the state that the units of the order should have. */
import type { GoodsReply } from '../../contract/rpc/order.ts'
import { unitsBySku, wantedGoods } from '../../domain/order/goods.ts'
import { couponsOf, linesOf, orderOf } from '../../domain/order/order.ts'
import type { RowsView } from '../../domain/rows.ts'

/** @param sku the SKU of a line, or `coupon:` and a code */
export function goodsReply(rows: RowsView, sku: string): GoodsReply {
  const order = orderOf(rows)
  const [, code] = /^coupon:(.+)$/.exec(sku) ?? []
  const units = code === undefined ? linesOf(rows) : couponsOf(rows)
  const [, line] = units.find(([its]) => its === (code ?? sku)) ?? []
  const goods = line ? wantedGoods(rows) : null
  if (!order || !line || !goods) return { goods: 'none' }
  const left = code === undefined ? unitsBySku(rows).get(sku)?.left : 1
  return { goods, until: order.expiresAt, told: line.goods, ...(left !== undefined && { left }) }
}
