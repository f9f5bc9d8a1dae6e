/** The interface of one shard of the public stream of events. */
import type { ShardPage } from '../../domain/events/stream.ts'
import type { PublicEvent } from '../../domain/outbox.ts'

export interface EventsObject {
  /** Stores each event once, by its id. All must have subjects of this shard. Safe to repeat. */
  accept(events: readonly PublicEvent[]): Promise<void>
  /** Events after a position, oldest first. */
  read(after: number, limit: number): Promise<ShardPage>
}
