/** The object of one shard of the public stream of events: binds it to its storage. */
import { DurableObject } from 'cloudflare:workers'
import type { Env } from '../../contract/env.ts'
import type { EventsObject } from '../../contract/rpc/events.ts'
import type { ShardPage } from '../../domain/events/stream.ts'
import type { PublicEvent } from '../../domain/outbox.ts'
import { withDeadline } from '../../tiers/calls/deadline.ts'
import { durableStorage } from '../aggregate/durable-storage.ts'
import { objectsOf } from '../objects.ts'
import { EventShard } from './event-shard.ts'

export class EventsDurableObject extends DurableObject<Env> implements EventsObject {
  readonly #shard: EventShard

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#shard = new EventShard(durableStorage(ctx), {
      now: () => Date.now(),
      take: (id, items) => objectsOf(env).webhook(id).take(items),
      deadline: (promise, ms) => withDeadline(ms, () => promise),
    })
    void ctx.blockConcurrencyWhile(() => this.#shard.wake())
  }

  async accept(events: readonly PublicEvent[]): Promise<void> {
    this.#shard.accept(events)
  }

  async read(after: number, limit: number): Promise<ShardPage> {
    return this.#shard.read(after, limit)
  }

  async subscribe(endpointId: string): Promise<void> {
    this.#shard.subscribe(endpointId)
  }

  async endpoints(): Promise<readonly string[]> {
    return this.#shard.endpoints
  }

  async between(from: number, to: number, limit: number): Promise<readonly PublicEvent[]> {
    return this.#shard.between(from, to, limit)
  }

  async find(eventId: string): Promise<PublicEvent | null> {
    return this.#shard.find(eventId)
  }

  override async alarm(): Promise<void> {
    await this.#shard.alarm()
  }
}
