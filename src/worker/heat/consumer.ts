/**
 * The consumer of the queue EVENTS: each tier counts every batch once, however often it arrives. Invariant: a message
 * is acknowledged when every configured tier has counted it; until then the queue delivers it again, and a tier that
 * has already counted it recognizes its id.
 */
import { heatMessageSchema } from '../../contract/heat-message.ts'
import { describeError, type Log } from '../../contract/log.ts'
import { type HeatBatch, isCounted } from '../../domain/heat.ts'
import type { HeatTier } from '../../tiers/heat.ts'
import { RECORD_CHUNK } from '../../tiers/limits.ts'
import { inChunks } from '../queue/chunk.ts'

export interface HeatQueued {
  readonly body: unknown
  readonly attempts: number
  ack(): void
  retry(options: { readonly delaySeconds: number }): void
}

export interface HeatConsumerPorts {
  readonly l2: HeatTier | null
  readonly record: HeatTier
  readonly log: Log
  now(): number
}

/** With the retries of wrangler.toml this makes forty hours, which is within the days for which batch ids are kept. */
const FIRST_DELAY_SECONDS = 5
const MAX_DELAY_SECONDS = 3600

export async function consumeHeat(messages: readonly HeatQueued[], ports: HeatConsumerPorts): Promise<void> {
  const now = ports.now()
  const batches = new Map<string, HeatBatch>()
  const readable = messages.map((message) => {
    const { data } = heatMessageSchema.safeParse(message.body)
    if (data && isCounted(data.day, now)) batches.set(data.id, data)
    return { message, data }
  })
  const fresh = [...batches.values()]
  const [inRecord, inL2] = await Promise.all([
    countIn('record', ports.record, fresh, ports),
    ports.l2 && countIn('l2', ports.l2, fresh, ports),
  ])
  for (const { message, data } of readable) {
    // An unreadable message may come from a newer version; after its retries it is a dead letter.
    const done = data && (!batches.has(data.id) || (inRecord.has(data.id) && (inL2?.has(data.id) ?? true)))
    if (done) message.ack()
    else message.retry({ delaySeconds: delayOf(message.attempts) })
  }
  ports.log('info', 'heat.consumed', {
    messages: messages.length,
    batches: fresh.length,
    inRecord: inRecord.size,
    inL2: inL2?.size ?? null,
  })
}

/** On failure the queue delivers again: only batches that are known to be counted are returned. */
async function countIn(
  name: string,
  tier: HeatTier,
  batches: readonly HeatBatch[],
  { log, now }: HeatConsumerPorts,
): Promise<ReadonlySet<string>> {
  const counted = new Set<string>()
  for (const chunk of inChunks(batches, RECORD_CHUNK)) {
    try {
      for (const id of await tier.countHeat(chunk, now())) counted.add(id)
    } catch (error) {
      log('warn', 'heat.not_counted', { tier: name, batches: chunk.length, reason: describeError(error) })
    }
  }
  return counted
}

function delayOf(attempts: number): number {
  return Math.min(MAX_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** Math.min(attempts - 1, 20))
}
