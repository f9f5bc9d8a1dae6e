/** Writes the audit's entries of the queue EVENTS to the record. A message is acknowledged when the record has them. */
import { auditMessageSchema } from '../../contract/audit-message.ts'
import { describeError, type Log } from '../../contract/log.ts'
import type { AuditEntry } from '../../domain/audit.ts'
import type { AuditRecord } from '../../tiers/record/audit.ts'

const RETRY_SECONDS = 30

export interface Queued {
  readonly body: unknown
  ack(): void
  retry(options: { readonly delaySeconds: number }): void
}

interface AuditPorts {
  readonly record: Pick<AuditRecord, 'beginAudit' | 'endAudit'>
  readonly log: Log
}

/** Consumes the messages of the audit and returns the others. */
export async function consumeAudit<Message extends Queued>(
  messages: readonly Message[],
  { record, log }: AuditPorts,
): Promise<readonly Message[]> {
  const others: Message[] = []
  for (const message of messages) {
    const { data } = auditMessageSchema.safeParse(message.body)
    if (!data) {
      others.push(message)
      continue
    }
    const isOver = ({ outcome }: AuditEntry) => outcome !== 'unknown'
    try {
      // An entry without an outcome may arrive after the outcome, which it must not replace.
      const [ended, begun] = [data.entries.filter(isOver), data.entries.filter((entry) => !isOver(entry))]
      if (begun.length > 0) await record.beginAudit(begun)
      if (ended.length > 0) await record.endAudit(ended)
      message.ack()
    } catch (error) {
      log('warn', 'audit.not_written', { entries: data.entries.length, reason: describeError(error) })
      message.retry({ delaySeconds: RETRY_SECONDS })
    }
  }
  return others
}
