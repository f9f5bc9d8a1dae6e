/** The object of one shard of the public stream of events: binds it to its storage. */
import { DurableObject } from 'cloudflare:workers'
import type { Env } from '../../contract/env.ts'
import type { EventsObject } from '../../contract/rpc/events.ts'
import type { ShardPage } from '../../domain/events/stream.ts'
import type { PublicEvent } from '../../domain/outbox.ts'
import { durableStorage } from '../aggregate/durable-storage.ts'
import { EventShard } from './event-shard.ts'

export class EventsDurableObject extends DurableObject<Env> implements EventsObject {
  readonly #shard: EventShard

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#shard = new EventShard(durableStorage(ctx), { now: () => Date.now() })
    void ctx.blockConcurrencyWhile(() => this.#shard.wake())
  }

  async accept(events: readonly PublicEvent[]): Promise<void> {
    this.#shard.accept(events)
  }

  async read(after: number, limit: number): Promise<ShardPage> {
    return this.#shard.read(after, limit)
  }

  override async alarm(): Promise<void> {
    await this.#shard.alarm()
  }
}
