/**
 * The audit: one entry for each action of an operator. Pure.
 * Invariant: an entry names people only by their ids, because entries outlive an erasure; only its reason is free text.
 */
import { ulid } from 'ulid'
import type { Changes } from './catalogue/changes.ts'

export type AuditAction =
  | 'create'
  | 'edit'
  | 'delete'
  | 'import'
  | 'ship'
  | 'deliver'
  | 'cancel'
  | 'approve'
  | 'refuse'
  | 'receive'
  | 'refund'
  | 'mark_paid'
  | 'mark_refunded'
  | 'note'
  | 'count'
  | 'adjust'
  | 'set_role'
  | 'lock'
  | 'unlock'
  | 'export'
  | 'erase'
  | 'upload'
  | 'drain'
  | 'adopt'
  | 'drop'
  | 'run'

/** `unknown`: the action began, and its outcome was not stored. */
export const AUDIT_OUTCOMES = ['done', 'refused', 'unknown'] as const
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number]

export interface AuditEntry {
  readonly id: string
  readonly at: number
  /** The id of the operator. */
  readonly actor: string
  readonly action: string
  /** A kind and an id, such as `product:tea` or `account:usr_…`. */
  readonly subject: string
  readonly reason: string | null
  readonly outcome: AuditOutcome
  /** The code of a refusal, otherwise null. */
  readonly detail: string | null
  /** The old and new value of each changed field, where they are small. */
  readonly changes: Changes
}

export interface Author {
  readonly actor: string
  readonly reason: string | null
}

/** The entry of an action that is done, or that is written in one transaction with the action. */
export function auditEntry(
  { actor, reason }: Author,
  action: AuditAction,
  subject: string,
  changes: Changes,
  at = Date.now(),
): AuditEntry {
  return { id: ulid(), at, actor, action, subject, reason, outcome: 'done', detail: null, changes }
}
