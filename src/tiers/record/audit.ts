/** The audit in the record, over either database. Invariant: the first entry of an action never replaces its outcome. */
import { and, asc, desc, eq, gte, lt, ne, sql } from 'drizzle-orm'
import type { AuditEntry } from '../../domain/audit.ts'
import { beyond, beyondKey, toPage } from './cursor.ts'
import type { Database } from './database.ts'
import type { Page } from './entries.ts'
import { auditFromRow, auditToRow } from './rows.ts'

export interface AuditQuery {
  readonly subject?: string | undefined
  readonly actor?: string | undefined
  /** `from` inclusive, `to` exclusive; milliseconds since 1970. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly limit: number
  /** `next` of the page before. */
  readonly after?: string | undefined
}

export interface AuditRecord {
  /** Inserts entries of actions that begin; entries that the record has stay as they are. */
  beginAudit(entries: readonly AuditEntry[]): Promise<void>
  /** Inserts entries, or replaces the entries with their ids. */
  endAudit(entries: readonly AuditEntry[]): Promise<void>
  /** Newest first. */
  listAudit(query: AuditQuery): Promise<Page<AuditEntry>>
  /** The entries after this place, oldest first. */
  auditAfter(place: { readonly at: number; readonly id: string }, limit: number): Promise<readonly AuditEntry[]>
  /** Deletes up to `limit` entries from before this time; returns the number deleted. */
  dropAudit(before: number, limit: number): Promise<number>
  /** Deletes the reasons of entries about these subjects, except those of their erasure. */
  forgetReasons(subjects: readonly string[]): Promise<void>
}

export function auditRecord({ tables, ...database }: Database): AuditRecord {
  const { audit } = tables
  const { at, id, subject, actor, action, reason } = audit
  return {
    beginAudit: (entries) => database.put(audit, id, entries.map(auditToRow), 'keep'),
    endAudit: (entries) => database.put(audit, id, entries.map(auditToRow)),
    async listAudit({ from, to, limit, after, ...its }) {
      const found = await database.rows(audit, {
        where: and(
          its.subject === undefined ? undefined : eq(subject, its.subject),
          its.actor === undefined ? undefined : eq(actor, its.actor),
          from === undefined ? undefined : gte(at, from),
          to === undefined ? undefined : lt(at, to),
          beyond(at, id, '<', after),
        ),
        orderBy: [desc(at), desc(id)],
        limit: limit + 1,
      })
      return toPage(found, limit, (row) => [row.at, row.id], auditFromRow)
    },
    async auditAfter(place, limit) {
      const where = beyondKey(at, id, '>', [place.at, place.id])
      return (await database.rows(audit, { where, orderBy: [asc(at), asc(id)], limit })).map(auditFromRow)
    },
    async dropAudit(before, limit) {
      const ids = await database.texts(audit, id, { where: lt(at, before), orderBy: [asc(at), asc(id)], limit })
      return ids.length === 0 ? 0 : database.remove(audit, database.isOneOf(id, ids))
    },
    async forgetReasons(subjects) {
      const its = and(database.isOneOf(subject, subjects), ne(action, 'erase'))
      await database.read(sql`update ${audit} set ${sql.identifier(reason.name)} = null where ${its}`)
    },
  }
}
