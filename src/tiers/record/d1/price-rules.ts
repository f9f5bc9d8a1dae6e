/** Edits of price rules in D1. Invariant: audit and epoch change with a rule, in one batch, or not at all. */
import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import { ulid } from 'ulid'
import { audit, priceRules } from '../../../../drizzle/d1/schema.ts'
import { type PriceRuleRecord, ruleToRow } from '../price-rules.ts'
import { auditToRow } from '../rows.ts'
import { auditRows, raised } from './edits.ts'
import { incoming, isOneOf, rowsOf } from './sql.ts'

export function ruleWrites(db: DrizzleD1Database): Pick<PriceRuleRecord, 'writeRules'> {
  const { kind: kindOf, id: idOf, edit: editOf, version } = priceRules
  return {
    async writeRules(kind, writes) {
      if (writes.length === 0) return new Set()
      const edit = ulid()
      const ids = writes.map(({ rule }) => rule.id)
      const isWritten = (id: SQL) =>
        sql`exists (select 1 from ${priceRules} where ${kindOf} = ${kind} and ${idOf} = ${id} and ${editOf} = ${edit})`
      const written = and(eq(kindOf, kind), isOneOf(idOf, ids), eq(editOf, edit))
      const rows = rowsOf(
        priceRules,
        writes.map(({ rule }) => ruleToRow(rule, edit)),
      )
      const entries = writes.map((write) => ({ ...auditToRow(write.audit), key: write.rule.id }))
      const results = await db.batch([
        db
          .insert(priceRules)
          .select(rows)
          .onConflictDoUpdate({
            target: [kindOf, idOf],
            set: incoming(priceRules, kindOf, idOf),
            setWhere: sql`${version} = excluded.version - 1`,
          }),
        db.insert(audit).select(auditRows(entries, isWritten)),
        raised(db, sql`exists (select 1 from ${priceRules} where ${written})`),
        db.select({ id: idOf }).from(priceRules).where(written),
      ])
      return new Set(results[3].map(({ id }) => id))
    },
  }
}
