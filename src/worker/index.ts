/** The Worker's entry points: requests, queue batches, the daily schedule, and the objects' classes. */
import type { Env } from '../contract/env.ts'
import { KINDS } from '../domain/copy.ts'
import { app } from './app.ts'
import { portsOf } from './ports.ts'
import { handleBatch } from './queue/handler.ts'

export { CartDurableObject } from '../objects/cart-object.ts'

/** Longer than any message can live in a queue or its dead letters. */
const TOMBSTONE_DAYS = 90

export default {
  fetch: app.fetch,
  queue: handleBatch,
  async scheduled(_controller, env) {
    const { record, log } = portsOf(env)
    for (const kind of KINDS) {
      const dropped = await record.dropTombstones(kind, Date.now() - TOMBSTONE_DAYS * 24 * 3600_000)
      log('info', 'tombstones.dropped', { kind, dropped })
    }
  },
} satisfies ExportedHandler<Env>
