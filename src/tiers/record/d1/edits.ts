/** The audit entry and the new epoch that every edit of the catalogue in D1 writes, only if the edit took effect. */
import { type SQL, sql } from 'drizzle-orm'
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
  const values = entries.map(({ id, at, actor, action, subject, changes, key }) => {
    return [id, audit.at.mapToDriverValue(at), actor, action, subject, changes, key]
  })
  const picks = sql.raw([0, 1, 2, 3, 4, 5].map((place) => `value ->> ${place}`).join(', '))
  return sql`select ${picks} from json_each(${JSON.stringify(values)}) as given where ${isWritten(sql`given.value ->> 6`)}`
}
