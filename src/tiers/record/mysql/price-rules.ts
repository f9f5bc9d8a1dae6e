/**
 * Edits of price rules in MySQL. Invariants: audit and epoch change with a rule, in one transaction, or not at all;
 * written rows carry the edit's name, so that the outcome of a COMMIT whose answer was lost can be looked up.
 */
import { and, eq, getTableColumns, inArray, sql } from 'drizzle-orm'
import { ulid } from 'ulid'
import { audit, priceRules } from '../../../../drizzle/mysql/schema.ts'
import { type PriceRuleRecord, ruleToRow } from '../price-rules.ts'
import { auditToRow } from '../rows.ts'
import type { MysqlDatabase } from './client.ts'
import { assignments, type Executor, raise } from './epoch.ts'

export function ruleWrites(db: MysqlDatabase): Pick<PriceRuleRecord, 'writeRules'> {
  const { kind: kindOf, id: idOf, edit: editOf } = priceRules
  return {
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
        // Perhaps only the answer to the COMMIT was lost: rows that carry this edit's name were written.
        const done = await written(db).catch(() => new Set<string>())
        if (done.size === 0) throw error
        return done
      }
    },
  }
}
