/** Reads of the ledger check, over either database. */
import { and, asc, eq, gt } from 'drizzle-orm'
import type { Database } from './database.ts'
import type { LedgerRecord } from './ledger.ts'
import { isAlive, ledgerOrderOf, ledgerStockOf, runFromRow, runToRow, stockPage } from './ledger-sql.ts'

export function ledgerRecord({ tables, ...database }: Database): LedgerRecord {
  const { ledgerRuns, orders, stock } = tables
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
    async putLedgerRun(run, name = 'latest') {
      await database.put(ledgerRuns, ledgerRuns.id, runToRow(run, name))
    },
    async getLedgerRun(name = 'latest') {
      const [row] = await database.rows(ledgerRuns, { where: eq(ledgerRuns.id, name), limit: 1 })
      return row ? runFromRow(row) : null
    },
  }
}
