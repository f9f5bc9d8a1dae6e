/** Lists of aggregates in D1. */
import { asc } from 'drizzle-orm'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import { accounts, carts, claims, orders, stock } from '../../../drizzle/d1/schema.ts'
import { type AggregateIds, isListed } from './aggregate-ids.ts'

const TABLES = { cart: carts, account: accounts, claim: claims, stock, order: orders }

export function aggregateIds(db: DrizzleD1Database): AggregateIds {
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
