/** The queues' end of the Worker: write-behind messages and events to their consumers, dead ones to the record's table. */
import type { Env } from '../../contract/env.ts'
import { consumeHeat } from '../heat/consumer.ts'
import { type Ports, portsOf } from '../ports.ts'
import { type ConsumerPorts, consume, type Senders } from './consumer.ts'

const EVENTS = 'pannier-events'
const DEAD_LETTERS = 'pannier-dead-letters'
/** The platform opens six connections at once for one invocation. */
const AT_ONCE = 6

export async function handleBatch(batch: MessageBatch<unknown>, env: Env): Promise<void> {
  const ports = portsOf(env)
  if (batch.queue === DEAD_LETTERS) return keepDeadLetters(batch, ports)
  if (batch.queue === EVENTS) return consumeHeat(batch.messages, { ...ports, now: Date.now })
  await consume(batch.messages, consumerPorts(ports))
}

function consumerPorts({ l2, record, objects, log }: Ports): ConsumerPorts {
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
    async each(items, work) {
      const rest = items.values()
      const worker = async () => {
        for (const item of rest) await work(item)
      }
      await Promise.all(Array.from({ length: AT_ONCE }, worker))
    },
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
