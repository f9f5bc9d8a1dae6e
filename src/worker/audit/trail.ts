/**
 * Stores entries of the audit in the record, or sends them by the queue while the record is down, so that operators can
 * act in an outage. Invariant: an action begins only when its entry is stored or sent. Fails closed: without record and
 * queue the action is refused.
 */
import { auditMessageOf } from '../../contract/audit-message.ts'
import type { Env } from '../../contract/env.ts'
import { describeError, type Log } from '../../contract/log.ts'
import { unavailable } from '../../contract/problem.ts'
import type { AuditEntry } from '../../domain/audit.ts'
import type { AuditRecord } from '../../tiers/record/audit.ts'

export class AuditTrail {
  readonly #record: Pick<AuditRecord, 'beginAudit' | 'endAudit'>
  readonly #queue: Env['EVENTS']
  readonly #log: Log

  constructor(record: Pick<AuditRecord, 'beginAudit' | 'endAudit'>, queue: Env['EVENTS'], log: Log) {
    this.#record = record
    this.#queue = queue
    this.#log = log
  }

  /** Stores entries with an unknown outcome. Throws `unavailable`. */
  async begin(entries: readonly AuditEntry[]): Promise<void> {
    try {
      await this.#store(entries, () => this.#record.beginAudit(entries))
    } catch {
      throw unavailable('The audit cannot be written right now, so the action was not begun. Try again.')
    }
  }

  /** Stores the outcomes. Fails open: the actions are done, and their entries stand with an unknown outcome. */
  async end(entries: readonly AuditEntry[]): Promise<void> {
    try {
      await this.#store(entries, () => this.#record.endAudit(entries))
    } catch (error) {
      const ids = entries.map(({ id }) => id).join(' ')
      this.#log('error', 'audit.outcome_lost', { alert: true, ids, reason: describeError(error) })
    }
  }

  async #store(entries: readonly AuditEntry[], put: () => Promise<void>): Promise<void> {
    if (entries.length === 0) return
    try {
      await put()
    } catch (error) {
      this.#log('warn', 'audit.queued', { entries: entries.length, reason: describeError(error) })
      await this.#queue.send(auditMessageOf(entries))
    }
  }
}
