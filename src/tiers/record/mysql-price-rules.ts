/**
 * The rules of prices in MySQL. Invariant: audit and epoch change with a rule, in one transaction, or not at all; and
 * what was written carries the edit's name, so that a lost answer to the COMMIT can be looked up.
 */
import { and, asc, eq, getTableColumns, inArray, sql } from 'drizzle-orm'
import { ulid } from 'ulid'
import { audit, priceRules } from '../../../drizzle/mysql/schema.ts'
import { behindKey, toPage } from './cursor.ts'
import type { MysqlDatabase } from './mysql-client.ts'
import { assignments, type Executor, raise } from './mysql-epoch.ts'
import { type PriceRuleRecord, rulesById, rulesIn, ruleToRow } from './price-rules.ts'
import { auditToRow } from './rows.ts'

export function priceRuleRecord(db: MysqlDatabase): PriceRuleRecord {
  const { kind: kindOf, id: idOf, edit: editOf, isActive, isDeleted } = priceRules
  const record: PriceRuleRecord = {
    async getRules(kind, ids) {
      if (ids.length === 0) return new Map()
      const found = await db
        .select()
        .from(priceRules)
        .where(and(eq(kindOf, kind), inArray(idOf, [...ids])))
      return rulesById(found)
    },
    async getRule(kind, id) {
      return (await record.getRules(kind, [id])).get(id) ?? null
    },
    async listRules(kind, { limit, after }) {
      const found = await db
        .select()
        .from(priceRules)
        .where(and(eq(kindOf, kind), eq(isDeleted, 0), behindKey(idOf, after, kind)))
        .orderBy(asc(idOf))
        .limit(limit + 1)
      const page = toPage(
        found,
        limit,
        ({ id }) => [0, id],
        (row) => row,
        kind,
      )
      return { ...page, items: rulesIn(page.items) }
    },
    async activeRules(kinds) {
      const found = await db
        .select()
        .from(priceRules)
        .where(and(inArray(kindOf, [...kinds]), eq(isActive, 1), eq(isDeleted, 0)))
      return rulesIn(found)
    },
    async writeRules(kind, writes) {
      if (writes.length === 0) return new Set()
      const edit = ulid()
      const ids = writes.map(({ rule }) => rule.id)
      const written = async (executor: Executor) => {
        const isWritten = and(eq(kindOf, kind), inArray(idOf, ids), eq(editOf, edit))
        return new Set((await executor.select({ id: idOf }).from(priceRules).where(isWritten)).map(({ id }) => id))
      }
      try {
        return await db.transaction(async (transaction) => {
          const insert = transaction.insert(priceRules).values(writes.map(({ rule }) => ruleToRow(rule, edit)))
          const { kind: _, id: __, version, ...data } = getTableColumns(priceRules)
          const set = assignments([...Object.values(data), version], sql`values(version) = version + 1`)
          await transaction.execute(sql`${insert.getSQL()} on duplicate key update ${set}`)
          const done = await written(transaction)
          if (done.size === 0) return done
          const entries = writes.filter(({ rule }) => done.has(rule.id)).map((write) => auditToRow(write.audit))
          await transaction.insert(audit).values(entries)
          await raise(transaction)
          return done
        })
      } catch (error) {
        // The answer to the COMMIT may be what was lost: what carries this edit's name was written.
        const done = await written(db).catch(() => new Set<string>())
        if (done.size === 0) throw error
        return done
      }
    },
  }
  return record
}
