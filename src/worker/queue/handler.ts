/**
 * Handles queue batches: passes write-behind messages and events to their consumers, and stores dead letters in the
 * record.
 */
import type { Env } from '../../contract/env.ts'
import { withDeadline } from '../../tiers/calls/deadline.ts'
import { each } from '../each.ts'
import { consumeHeat } from '../heat/consumer.ts'
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
  if (batch.queue === DEAD_LETTERS) return keepFailed(batch.messages, { ...ports, now: Date.now })
  if (batch.queue === EVENTS) return consumeHeat(batch.messages, { ...ports, now: Date.now })
  await consume(batch.messages, consumerPorts(ports))
}

function consumerPorts({ l2, missed, record, objects, catalogue, log }: Ports): ConsumerPorts {
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
    each,
    stockWritten: (skus) => catalogue.stockWritten(skus),
    log,
  }
}
