/** The interface of one shard of the public stream of events. */
import type { ShardPage } from '../../domain/events/stream.ts'
import type { PublicEvent } from '../../domain/outbox.ts'

export interface EventsObject {
  /** Stores each event once, by its id. All must have subjects of this shard. Safe to repeat. */
  accept(events: readonly PublicEvent[]): Promise<void>
  /** Events after a position, oldest first. */
  read(after: number, limit: number): Promise<ShardPage>
  /** Forwards to this endpoint what the shard accepts from now on. Safe to repeat. */
  subscribe(endpointId: string): Promise<void>
  /** Ids of endpoints, also of some that were deleted. */
  endpoints(): Promise<readonly string[]>
  /** @param from, to times of acceptance, in milliseconds since 1970 */
  between(from: number, to: number, limit: number): Promise<readonly PublicEvent[]>
  find(eventId: string): Promise<PublicEvent | null>
}
