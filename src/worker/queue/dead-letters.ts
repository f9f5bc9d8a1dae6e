/** Dead letters: unreadable messages and copies that the record refuses, kept in the record for an operator. */
import { describeError } from '../../contract/log.ts'
import type { Copy } from '../../domain/copy.ts'
import { type DeadLetter, deadLetterOf } from '../../tiers/record/entries.ts'
import type { ConsumerPorts, QueuedMessage } from './ports.ts'

/** With the hundred retries of wrangler.toml this makes nearly four days, as long as the queue keeps a message. */
const FIRST_DELAY_SECONDS = 60
const MAX_DELAY_SECONDS = 3600
const ALERTED_ATTEMPT = 5

interface FailedMessage {
  readonly id: string
  readonly attempts: number
  ack(): void
  retry(options: { delaySeconds: number }): void
}

/** Returns false when the record did not store it; the queue must then deliver the message again. */
export async function keepUnreadable(
  { id }: QueuedMessage,
  { record, now, log, metrics }: ConsumerPorts,
): Promise<boolean> {
  try {
    await record.addDeadLetter(letterOf(id, 'The message is not of a shape that this version reads.', now()))
    metrics.counter('dead_letters_total', { reason: 'unreadable' }).add()
    log('error', 'message.unreadable', { alert: true, messageId: id })
    return true
  } catch (error) {
    log('error', 'dead_letter.failed', { messageId: id, reason: describeError(error) })
    return false
  }
}

/** Stores a copy that the record will never accept. The object then sends it only rarely. */
export async function keepRefusedCopy(copy: Copy, reason: string, ports: ConsumerPorts): Promise<void> {
  const { kind, id, epoch, version } = copy
  const { record, senders, now, log, metrics } = ports
  log('error', 'copy.refused', { alert: true, kind, reason })
  try {
    const letter = { id: deadLetterOf(kind, id), kind, aggregateId: id, epoch, version, reason, at: now() }
    await record.addDeadLetter(letter)
    metrics.counter('dead_letters_total', { reason: 'refused' }).add()
    await senders.slowDown(kind, id, { epoch, version })
  } catch (error) {
    log('error', 'dead_letter.failed', { kind, reason: describeError(error) })
  }
}

/** Keeps messages on which the consumer failed every time; while the record is down, they are retried for days. */
export async function keepFailed(
  messages: readonly FailedMessage[],
  { record, now, log, metrics }: Pick<ConsumerPorts, 'record' | 'now' | 'log' | 'metrics'>,
): Promise<void> {
  for (const message of messages) {
    const { id, attempts } = message
    try {
      await record.addDeadLetter(letterOf(id, 'The consumer failed on this message at every attempt.', now()))
      message.ack()
      metrics.counter('dead_letters_total', { reason: 'failed' }).add()
      log('error', 'message.dead', { alert: true, messageId: id })
    } catch (error) {
      const isLong = attempts === ALERTED_ATTEMPT
      log('error', 'dead_letter.failed', {
        messageId: id,
        attempts,
        reason: describeError(error),
        ...(isLong && { alert: true }),
      })
      message.retry({ delaySeconds: Math.min(MAX_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** (attempts - 1)) })
    }
  }
}

/** The letter has only the message's id and the reason, because its body may contain a shopper's text. */
function letterOf(id: string, reason: string, at: number): DeadLetter {
  return { id, kind: null, aggregateId: null, epoch: null, version: null, reason, at }
}
