/** A message of the queue EVENTS with entries of the audit that the record did not take at once. */
import * as z from 'zod/mini'
import { AUDIT_OUTCOMES, type AuditEntry } from '../domain/audit.ts'

const AUDIT_SCHEMA = 1

export const auditMessageSchema = z.object({
  auditSchema: z.literal(AUDIT_SCHEMA),
  entries: z
    .array(
      z.object({
        id: z.string().check(z.minLength(1), z.maxLength(64)),
        at: z.int().check(z.nonnegative()),
        actor: z.string(),
        action: z.string(),
        subject: z.string(),
        reason: z.nullable(z.string()),
        outcome: z.enum(AUDIT_OUTCOMES),
        detail: z.nullable(z.string()),
        changes: z.record(z.string(), z.object({ from: z.json(), to: z.json() })),
      }),
    )
    .check(z.minLength(1)),
})

export type AuditMessage = z.infer<typeof auditMessageSchema>

export function auditMessageOf(entries: readonly AuditEntry[]): AuditMessage {
  // The cast: an entry's changes are JSON, whose types differ only in `readonly`.
  return { auditSchema: AUDIT_SCHEMA, entries: entries as AuditMessage['entries'] }
}
