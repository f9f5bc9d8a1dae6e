/** Settled orders on the disk of a stock object, as the same number of sales would have left them. */
import { SETTLED_MS } from '../../../src/domain/stock/stock.ts'
import type { SqlValue } from '../../../src/objects/aggregate/storage.ts'

/** Runs SQL on the object's database. */
export interface Database {
  run(query: string, ...parameters: readonly SqlValue[]): unknown
}

const PERIOD_MS = 30 * 24 * 3600_000
const ROWS = `WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ?)
  INSERT INTO rows (list, key, value)
  SELECT ?, 'ord_' || n, json_object('state', 'sold', 'quantity', 1, 'at', ?) FROM numbers`

export function settledOrders(database: Database, count: number, at: number): void {
  database.run(ROWS, count, `settled~${Math.ceil((at + SETTLED_MS) / PERIOD_MS)}`, at)
}

/** The same orders as the first version stored them: in one list. */
export function oldSettled(database: Database, count: number, at: number): void {
  database.run(ROWS, count, 'settled', at)
}
