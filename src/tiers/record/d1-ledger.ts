/** Orders and the ledger in D1. */
import { and, asc, desc, eq, gt } from 'drizzle-orm'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import { ledgerRuns, orderLines, orders, products, stock } from '../../../drizzle/d1/schema.ts'
import { isOneOf } from './d1-sql.ts'
import type { LedgerRecord } from './ledger.ts'
import { isAlive, ledgerOrderOf, ledgerStockOf, runFromRow, runToRow, stockPage } from './ledger-sql.ts'
import { isListedOf, orderPage, pageConditions } from './order-sql.ts'
import type { OrderRecord } from './orders.ts'

const tables = { products, stock, orders, orderLines }

export function ledgerRecord(db: DrizzleD1Database): LedgerRecord & OrderRecord {
  return {
    async listOrders(query) {
      const pages = pageConditions(orders, query).map((isOnPage) =>
        db
          .select()
          .from(orders)
          .where(isOnPage)
          .orderBy(desc(orders.createdAt), desc(orders.id))
          .limit(query.limit + 1),
      )
      return orderPage(await Promise.all(pages), query)
    },
    async listedOrders(owner, ids) {
      const isListed = isListedOf(orders, owner, isOneOf(orders.id, ids))
      const found = await db.select({ id: orders.id }).from(orders).where(isListed)
      return new Set(found.map(({ id }) => id))
    },
    async ordersForLedger(limit, afterId) {
      const found = await db
        .select()
        .from(orders)
        .where(and(isAlive(orders.state), gt(orders.id, afterId)))
        .orderBy(asc(orders.id))
        .limit(limit)
      return found.map(ledgerOrderOf)
    },
    async stockForLedger(query) {
      const found = await db.all<Record<string, unknown>>(stockPage(tables, query))
      return found.map((row) => ledgerStockOf(row, tables))
    },
    async skusWithStock(skus) {
      if (skus.length === 0) return new Set()
      const found = await db
        .select({ id: stock.id })
        .from(stock)
        .where(and(isOneOf(stock.id, skus), isAlive(stock.state)))
      return new Set(found.map(({ id }) => id))
    },
    async putLedgerRun(run, name = 'latest') {
      const row = runToRow(run, name)
      await db.insert(ledgerRuns).values(row).onConflictDoUpdate({ target: ledgerRuns.id, set: row })
    },
    async getLedgerRun(name = 'latest') {
      const [row] = await db.select().from(ledgerRuns).where(eq(ledgerRuns.id, name)).limit(1)
      return row ? runFromRow(row) : null
    },
  }
}
