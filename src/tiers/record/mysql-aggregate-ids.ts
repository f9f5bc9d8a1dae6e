/** Lists of aggregates in MySQL. */
import { asc } from 'drizzle-orm'
import { accounts, carts, claims, orders, stock } from '../../../drizzle/mysql/schema.ts'
import { type AggregateIds, isListed } from './aggregate-ids.ts'
import type { MysqlDatabase } from './mysql-client.ts'

const TABLES = { cart: carts, account: accounts, claim: claims, stock, order: orders }

export function aggregateIds(db: MysqlDatabase): AggregateIds {
  return {
    async listIds(kind, which, limit, afterId) {
      const table = TABLES[kind]
      const found = await db
        .select({ id: table.id })
        .from(table)
        .where(isListed(TABLES, kind, which, afterId))
        .orderBy(asc(table.id))
        .limit(limit)
      return found.map(({ id }) => id)
    },
  }
}
