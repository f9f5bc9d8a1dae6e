/**
 * Surrounds an operator's action with its entry in the audit: who acts, on what, why, and how it ended.
 * Invariant: the entry is stored before the action begins, so that no action is missing after a crash.
 */
import { Problem } from '../../contract/problem.ts'
import { type AuditAction, type AuditEntry, type Author, auditEntry } from '../../domain/audit.ts'
import type { Changes } from '../../domain/catalogue/changes.ts'
import type { RequestContext } from '../context.ts'

export function authorOf(c: Pick<RequestContext, 'get'>): Author {
  return { actor: c.get('principal').id, reason: c.get('reason') }
}

/**
 * Catalogue edits do not use this: the record writes their entries in the edit's own transaction.
 * @param act stores the changes for the entry by calling `note`; a problem below 500 that it throws is a refusal
 */
export async function audited<Value>(
  c: Pick<RequestContext, 'get'>,
  action: AuditAction,
  subject: string,
  act: (note: (changes: Changes) => void) => Promise<Value>,
): Promise<Value> {
  const { audit } = c.get('ports')
  let entry: AuditEntry = { ...auditEntry(authorOf(c), action, subject, {}), outcome: 'unknown' }
  await audit.begin([entry])
  try {
    const value = await act((changes) => {
      entry = { ...entry, changes }
    })
    await audit.end([{ ...entry, outcome: 'done' }])
    return value
  } catch (error) {
    if (error instanceof Problem && error.status < 500) {
      await audit.end([{ ...entry, outcome: 'refused', detail: error.code }])
    }
    throw error
  }
}
