/** The queues' end of the Worker: write-behind messages and events to their consumers, dead ones to the record's table. */
import type { Env } from '../../contract/env.ts'
import { describeError } from '../../contract/log.ts'
import { each } from '../each.ts'
import { consumeHeat } from '../heat/consumer.ts'
import { type Ports, portsOf } from '../ports.ts'
import { type ConsumerPorts, consume, type Senders } from './consumer.ts'

const EVENTS = 'pannier-events'
const DEAD_LETTERS = 'pannier-dead-letters'

export async function handleBatch(batch: MessageBatch<unknown>, env: Env): Promise<void> {
  const ports = portsOf(env)
  if (batch.queue === DEAD_LETTERS) return keepDeadLetters(batch, ports)
  if (batch.queue === EVENTS) return consumeHeat(batch.messages, { ...ports, now: Date.now })
  await consume(batch.messages, consumerPorts(ports))
}

function consumerPorts({ l2, missed, record, objects, catalogue, log }: Ports): ConsumerPorts {
  const senders: Senders = {
    confirm: (kind, id, held) => objects.aggregate(kind, id).confirm(held),
    snapshot: (kind, id) => objects.aggregate(kind, id).snapshot(),
    slowDown: (kind, id, position) => objects.aggregate(kind, id).slowDown(position),
  }
  return {
    now: () => Date.now(),
    l2,
    noteMissed: () => missed.note(Date.now()),
    record,
    senders,
    each,
    stockWritten: (skus) => catalogue.stockWritten(skus),
    log,
  }
}

/** With the hundred retries of wrangler.toml nearly four days, which is how long the queue keeps a message. */
const FIRST_DELAY_SECONDS = 60
const LONGEST_DELAY_SECONDS = 3600
const ALERTED_ATTEMPT = 5

/** Messages that no consumer could even refuse; kept by id alone, tried again for days while the record is down. */
async function keepDeadLetters(batch: MessageBatch<unknown>, { record, log }: Ports): Promise<void> {
  for (const message of batch.messages) {
    const { id, attempts } = message
    try {
      await record.addDeadLetter({
        id,
        kind: null,
        aggregateId: null,
        epoch: null,
        version: null,
        reason: 'The consumer failed on this message at every attempt.',
        at: Date.now(),
      })
      message.ack()
      log('error', 'message.dead', { alert: true, messageId: id })
    } catch (error) {
      const isLong = attempts === ALERTED_ATTEMPT
      log('error', 'dead_letter.failed', {
        messageId: id,
        attempts,
        reason: describeError(error),
        ...(isLong && { alert: true }),
      })
      message.retry({ delaySeconds: Math.min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** (attempts - 1)) })
    }
  }
}
