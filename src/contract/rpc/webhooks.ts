/** The interface of the object of one endpoint. A new Worker can meet an old object: shapes change compatibly. */
import type { StoredEvent } from '../../domain/events/stream.ts'
import type { PublicEvent } from '../../domain/outbox.ts'
import type { Endpoint, EndpointFields } from '../../domain/webhooks/endpoint.ts'

export interface Attempt {
  readonly seq: number
  readonly at: number
  readonly eventId: string
  readonly type: string
  /** Null if the endpoint gave no answer. */
  readonly status: number | null
  readonly durationMs: number
  /** The first characters of the answer, or the reason why there is none. */
  readonly excerpt: string
}

export interface DeadLetter {
  readonly eventId: string
  readonly type: string
  readonly subject: string
  readonly at: number
}

export interface EndpointView {
  readonly endpoint: Omit<Endpoint, 'secrets' | 'isReady'>
  /** Until when the former secret still signs; null outside a rotation. */
  readonly overlapUntil: number | null
  readonly waiting: number
  readonly dead: number
}

/** `secret` is set only in the answer to its creation. */
export type EndpointReply =
  | { readonly status: 'done'; readonly view: EndpointView; readonly secret?: string }
  | { readonly status: 'version_mismatch'; readonly view: EndpointView }
  | { readonly status: 'not_found' }

/** `wait`: call again later; `gone`: the endpoint does not exist. */
export type TakeReply =
  | { readonly status: 'taken'; readonly position: number }
  | { readonly status: 'wait' }
  | { readonly status: 'gone' }

export interface WebhookObject {
  create(fields: EndpointFields): Promise<EndpointReply>
  /** Every shard of the stream knows the endpoint. */
  ready(): Promise<void>
  view(): Promise<EndpointView | null>
  /** @param ifVersion the version that the operator has seen, or null for any */
  change(fields: Partial<EndpointFields>, ifVersion: number | null): Promise<EndpointReply>
  rotate(ifVersion: number | null): Promise<EndpointReply>
  remove(ifVersion: number | null): Promise<EndpointReply>
  /** Takes the next events of one shard, each once. */
  take(items: readonly StoredEvent[]): Promise<TakeReply>
  /** Delivers events again, after those that wait. */
  replay(events: readonly PublicEvent[]): Promise<number | null>
  /** Sends one event `webhook.test` at once, without retries. */
  sendTest(): Promise<Attempt | null>
  /** Newest first. */
  attempts(limit: number, before: number | null): Promise<readonly Attempt[]>
  dead(): Promise<readonly DeadLetter[]>
}
