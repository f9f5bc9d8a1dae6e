/** Reads of the ledger check, over either database. */
import { and, asc, gt } from 'drizzle-orm'
import type { Database } from './database.ts'
import type { LedgerRecord } from './ledger.ts'
import { isAlive, ledgerOrderOf, ledgerStockOf, stockPage } from './ledger-sql.ts'

export function ledgerRecord({ tables, ...database }: Database): LedgerRecord {
  const { orders, stock } = tables
  return {
    async ordersForLedger(limit, afterId) {
      const where = and(isAlive(orders.state), gt(orders.id, afterId))
      return (await database.rows(orders, { where, orderBy: [asc(orders.id)], limit })).map(ledgerOrderOf)
    },
    async stockForLedger(query) {
      return (await database.read(stockPage(tables, query))).map((row) => ledgerStockOf(row, tables))
    },
    async skusWithStock(skus) {
      if (skus.length === 0) return new Set()
      const where = and(database.isOneOf(stock.id, skus), isAlive(stock.state))
      return new Set(await database.texts(stock, stock.id, { where }))
    },
  }
}
