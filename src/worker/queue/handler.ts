/** The queues' end of the Worker: write-behind messages and events to their consumers, dead ones to the record's table. */
import type { Env } from '../../contract/env.ts'
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

function consumerPorts({ l2, record, objects, catalogue, log }: Ports): ConsumerPorts {
  const senders: Senders = {
    confirm: (kind, id, held) => objects.aggregate(kind, id).confirm(held),
    snapshot: (kind, id) => objects.aggregate(kind, id).snapshot(),
    slowDown: (kind, id, position) => objects.aggregate(kind, id).slowDown(position),
  }
  return {
    now: () => Date.now(),
    l2,
    record,
    senders,
    each,
    stockWritten: (skus) => catalogue.stockWritten(skus),
    log,
  }
}

/** Messages that no consumer could even refuse; kept by id alone, tried again while the record is down. */
async function keepDeadLetters(batch: MessageBatch<unknown>, { record, log }: Ports): Promise<void> {
  for (const message of batch.messages) {
    try {
      await record.addDeadLetter({
        id: message.id,
        kind: null,
        aggregateId: null,
        epoch: null,
        version: null,
        reason: 'The consumer failed on this message at every attempt.',
        at: Date.now(),
      })
      message.ack()
      log('error', 'message.dead', { alert: true, messageId: message.id })
    } catch {
      message.retry({ delaySeconds: 60 })
    }
  }
}
