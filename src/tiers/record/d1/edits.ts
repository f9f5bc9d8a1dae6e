/** The audit entry and the new epoch that every edit of the catalogue in D1 writes, only if the edit took effect. */
import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import { audit, catalogueState } from '../../../../drizzle/d1/schema.ts'
import { STATE } from '../catalogue-reads.ts'
import type * as rows from '../rows.ts'

/** Raises the epoch if `when` holds. */
export function raised(db: DrizzleD1Database, when: SQL) {
  return db
    .insert(catalogueState)
    .select(sql`select ${STATE}, 1 where ${when}`)
    .onConflictDoUpdate({ target: catalogueState.id, set: { epoch: sql`${catalogueState.epoch} + 1` } })
}

/** Audit rows; each is selected only if the row with its key was written. */
export function auditRows(
  entries: readonly (rows.AuditRow & { readonly key: string })[],
  isWritten: (key: SQL) => SQL,
): SQL {
  const columns = Object.keys(getTableColumns(audit)) as (keyof rows.AuditRow)[]
  const values = entries.map((entry) => {
    const row = { ...entry, at: audit.at.mapToDriverValue(entry.at) }
    return [entry.key, ...columns.map((column) => row[column])]
  })
  const picks = sql.raw(columns.map((_, place) => `value ->> ${place + 1}`).join(', '))
  return sql`select ${picks} from json_each(${JSON.stringify(values)}) as given where ${isWritten(sql`given.value ->> 0`)}`
}
