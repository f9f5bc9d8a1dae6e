/**
 * Handles queue batches: passes write-behind messages and events to their consumers, and stores dead letters in the
 * record.
 */
import type { Env } from '../../contract/env.ts'
import type { Metrics } from '../../domain/metrics/registry.ts'
import { withDeadline } from '../../tiers/calls/deadline.ts'
import { consumeAudit } from '../audit/consumer.ts'
import { eachInTurn } from '../each.ts'
import { consumeHeat } from '../heat/consumer.ts'
import { inSpan } from '../http/tracing.ts'
import { type Ports, portsOf } from '../ports.ts'
import { consume } from './consumer.ts'
import { keepFailed } from './dead-letters.ts'
import type { ConsumerPorts, Senders } from './ports.ts'

const EVENTS = 'pannier-events'
const DEAD_LETTERS = 'pannier-dead-letters'
/** Bound for one call, so that one slow object does not hold back the copies of all others in its batch. */
const OBJECT_MS = 10_000

export async function handleBatch(batch: MessageBatch<unknown>, env: Env): Promise<void> {
  const ports = portsOf(env)
  const queue = batch.queue === DEAD_LETTERS ? 'dead_letters' : batch.queue === EVENTS ? 'events' : 'writes'
  const startedAt = Date.now()
  try {
    const messages = countedMessages(batch.messages, queue, ports.metrics)
    await inSpan('batch', { queue, messages: String(messages.length) }, () => consumeBatch(queue, messages, ports))
  } finally {
    ports.metrics.counter('queue_batches_total', { queue }).add()
    ports.metrics.histogram('queue_batch_duration_seconds', { queue }).observe((Date.now() - startedAt) / 1000)
    ports.sendMetricsSoon()
  }
}

type QueueName = 'writes' | 'events' | 'dead_letters'

async function consumeBatch(queue: QueueName, messages: readonly BatchMessage[], ports: Ports): Promise<void> {
  if (queue === 'dead_letters') return keepFailed(messages, { ...ports, now: Date.now })
  if (queue === 'events') {
    const others = await consumeAudit(messages, ports)
    return others.length > 0 ? consumeHeat(others, { ...ports, now: Date.now }) : undefined
  }
  await consume(messages, consumerPorts(ports))
}

type BatchMessage = Pick<Message, 'id' | 'body' | 'attempts' | 'ack' | 'retry'>

function countedMessages(messages: readonly Message[], queue: QueueName, metrics: Metrics): readonly BatchMessage[] {
  const acked = metrics.counter('queue_messages_total', { queue, outcome: 'acked' })
  const retried = metrics.counter('queue_messages_total', { queue, outcome: 'retried' })
  return messages.map((message) => ({
    id: message.id,
    body: message.body,
    attempts: message.attempts,
    ack() {
      acked.add()
      message.ack()
    },
    retry(options) {
      retried.add()
      message.retry(options)
    },
  }))
}

function consumerPorts({ l2, missed, record, objects, catalogue, log, metrics }: Ports): ConsumerPorts {
  const senders: Senders = {
    confirm: (kind, id, held, isInL2) =>
      withDeadline(OBJECT_MS, () => objects.aggregate(kind, id).confirm(held, isInL2)),
    snapshot: (kind, id) => withDeadline(OBJECT_MS, () => objects.aggregate(kind, id).snapshot()),
    slowDown: (kind, id, position) => withDeadline(OBJECT_MS, () => objects.aggregate(kind, id).slowDown(position)),
  }
  return {
    now: () => Date.now(),
    l2,
    noteMissed: () => missed.note(Date.now()),
    record,
    senders,
    each: eachInTurn,
    stockWritten: (skus) => catalogue.stockWritten(skus),
    log,
    metrics,
  }
}
