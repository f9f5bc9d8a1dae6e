/** The SQL of the ledger check that both databases share, over the tables of either. */
import { type Column, type SQL, sql, type Table } from 'drizzle-orm'
import type { LedgerOrder, LedgerStock, LedgerStockQuery } from './ledger.ts'
import { readable } from './order-sql.ts'
import type { OrderRow } from './rows.ts'

type TableWith<Name extends string> = Table & Record<Name, Column>

export interface LedgerTables {
  readonly products: TableWith<'sku' | 'onHand' | 'objectOnHand' | 'held'>
  readonly stock: TableWith<'id' | 'state' | 'objectOnHand' | 'outside' | 'held' | 'sold' | 'received' | 'updatedAt'>
  readonly orders: TableWith<'id' | 'state' | 'status' | 'settling' | 'updatedAt'>
  readonly orderLines: TableWith<'orderId' | 'sku' | 'quantity' | 'unitsSold' | 'unitsHeld'>
}

/** Selects live rows in a form that no index by state can serve, because rows must come in the order of their ids. */
export function isAlive(state: Column): SQL {
  return sql`${state} not in ('expired', 'erased')`
}

/**
 * One page of stock with its product and the sums of its lines, in one statement. The page is cut first, so that only
 * its SKUs are joined and summed. Orders in flight are few and found by index; a cross join keeps SQLite from starting
 * with the lines, of which there are many.
 */
export function stockPage({ products, stock, orders, orderLines }: LedgerTables, query: LedgerStockQuery): SQL {
  const sumOf = (units: Column) =>
    sql`coalesce((select sum(${units}) from ${orderLines} where ${orderLines.sku} = ${stock.id}), 0)`
  const changedSince = (time: number) => sql`${orders.updatedAt} >= ${sql.param(time, orders.updatedAt)}`
  const settled = changedSince(query.settlingSince)
  const moving = sql`
    select ${orders.id} as id from ${orders} where ${orders.settling} = 1 and ${settled}
    union select ${orders.id} from ${orders} where ${orders.status} = 'holding' and ${settled}
    union select ${orders.id} from ${orders} where ${orders.state} = 'live' and ${changedSince(query.since)}`
  const movingSkus = sql`
    select ${orderLines.sku} as sku, sum(${orderLines.quantity}) as units, sum(${orderLines.unitsSold}) as sold,
      sum(${orderLines.unitsHeld}) as held
    from (${moving}) moving cross join ${orderLines} on ${orderLines.orderId} = moving.id
    group by ${orderLines.sku}`
  const page = sql`
    select ${stock.id} as id from ${stock}
    where ${isAlive(stock.state)} and ${stock.id} > ${query.afterSku} order by ${stock.id} limit ${query.limit}`
  return sql`
    select ${stock.id} as sku,
      ${products.onHand} as on_hand, ${products.objectOnHand} as product_object_on_hand, ${products.held} as product_held,
      ${stock.objectOnHand} as own, ${stock.outside} as outside, ${stock.held} as held, ${stock.sold} as sold,
      ${stock.received} as received, ${stock.updatedAt} as updated_at,
      ${sumOf(orderLines.unitsSold)} as units_sold, ${sumOf(orderLines.unitsHeld)} as units_held,
      flying.units as moving_units, flying.sold as moving_sold, flying.held as moving_held
    from (${page}) page
    inner join ${stock} on ${stock.id} = page.id
    left join ${products} on ${products.sku} = ${stock.id}
    left join (${movingSkus}) flying on flying.sku = ${stock.id}
    order by ${stock.id}`
}

/** MySQL returns BIGINT values and sums as text. */
export function ledgerStockOf(row: Readonly<Record<string, unknown>>, { stock }: LedgerTables): LedgerStock {
  const known = (value: unknown) => (value === null ? null : Number(value))
  return {
    sku: String(row.sku),
    onHand: known(row.on_hand),
    objectOnHandInProducts: known(row.product_object_on_hand),
    heldInProducts: known(row.product_held),
    own: Number(row.own),
    outside: Number(row.outside),
    held: Number(row.held),
    sold: Number(row.sold),
    received: Number(row.received),
    // Decoded by the column that the time comes from, because the databases store times differently.
    updatedAt: Number(stock.updatedAt.mapFromDriverValue(row.updated_at)),
    unitsSoldByOrders: Number(row.units_sold),
    unitsHeldByOrders: Number(row.units_held),
    moving: { units: Number(row.moving_units), sold: Number(row.moving_sold), held: Number(row.moving_held) },
  }
}

export function ledgerOrderOf(row: OrderRow): LedgerOrder {
  const { id, status, updatedAt, totalAmount, capturedAmount, refundedAmount } = row
  const lists = readable(row)?.lists ?? null
  return { id, status, settling: row.settling !== 0, updatedAt, totalAmount, capturedAmount, refundedAmount, lists }
}
