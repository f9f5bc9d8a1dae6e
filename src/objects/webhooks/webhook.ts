/**
 * One endpoint over its storage: its settings, the events that it still has to receive, and the log of attempts.
 * Invariants: an event that a shard has handed over is stored with the position of the hand-over, so it is queued once;
 * it is sent until it is accepted, after the earlier ones of its subject, or ends as a dead letter after three days.
 */
import type { Attempt, DeadLetter, EndpointReply, EndpointView, TakeReply } from '../../contract/rpc/webhooks.ts'
import { type StoredEvent, shardOf } from '../../domain/events/stream.ts'
import type { Metrics } from '../../domain/metrics/registry.ts'
import type { PublicEvent } from '../../domain/outbox.ts'
import { type Endpoint, type EndpointFields, rotated, wants } from '../../domain/webhooks/endpoint.ts'
import { type Migration, migrate } from '../aggregate/schema.ts'
import type { Storage } from '../aggregate/storage.ts'
import { DELIVERIES_TABLE, Deliveries, type DeliveryPorts } from '../deliveries.ts'
import { ATTEMPTS_TABLE, AttemptLog } from './attempt-log.ts'
import { DEAD_TABLE, DeadLetters } from './dead-letters.ts'
import { atOf, bodyOf, testEvent, typeIn } from './event-body.ts'

const HOUR_MS = 3600_000
/** With the pauses of `Deliveries` up to an hour, the last attempt comes a little more than three days after the first. */
const TRIES = 82
const POLICY = {
  kind: 'endpoint',
  tries: TRIES,
  maxPauseMs: HOUR_MS,
  isOrdered: true,
  atOnce: 6,
  isQuiet: true,
} as const
/** Further events wait in the stream. */
export const MAX_WAITING = 1_000
/** An endpoint that is not ready by then was abandoned while it was created. */
const CREATION_MS = 60_000

const MIGRATIONS: readonly Migration[] = [
  (storage) => {
    storage.run('CREATE TABLE meta (shape INTEGER NOT NULL)')
    storage.run('INSERT INTO meta (shape) VALUES (?)', MIGRATIONS.length)
    for (const table of [DELIVERIES_TABLE, ATTEMPTS_TABLE, DEAD_TABLE]) storage.run(table)
    storage.run('CREATE TABLE endpoint (id INTEGER PRIMARY KEY CHECK (id = 0), endpoint TEXT NOT NULL)')
    storage.run('CREATE TABLE taken (shard INTEGER PRIMARY KEY, position INTEGER NOT NULL)')
  },
]

export interface Sent {
  /** Null if the endpoint gave no answer. */
  readonly status: number | null
  readonly excerpt: string
}

export interface WebhookPorts extends Pick<DeliveryPorts, 'now' | 'log'> {
  /** Signs and sends once. Never throws. */
  readonly send: (endpoint: Endpoint, eventId: string, body: string) => Promise<Sent>
  readonly newSecret: () => string
  readonly newId: (now: number) => string
  readonly metrics: Metrics
}

export class Webhook {
  readonly #id: string
  readonly #storage: Storage
  readonly #ports: WebhookPorts
  readonly #deliveries: Deliveries
  readonly #log: AttemptLog
  readonly #dead: DeadLetters
  #endpoint: Endpoint | null

  constructor(id: string, storage: Storage, ports: WebhookPorts) {
    this.#id = id
    this.#storage = storage
    this.#ports = ports
    migrate(storage, MIGRATIONS)
    const [row] = storage.sql('SELECT endpoint FROM endpoint')
    // The cast: only this class writes the column.
    this.#endpoint = row ? (JSON.parse(String(row.endpoint)) as Endpoint) : null
    this.#log = new AttemptLog(storage)
    this.#dead = new DeadLetters(storage)
    const deliveryPorts: DeliveryPorts = {
      ...ports,
      post: (eventId, body, tries) => this.#post(eventId, body, tries),
      givenUp: ({ eventId, subject, body }) => this.#bury({ eventId, subject, type: typeIn(body), at: ports.now() }),
      isHeld: () => this.#endpoint?.isPaused !== false,
    }
    this.#deliveries = new Deliveries(storage, deliveryPorts, POLICY)
  }

  create(fields: EndpointFields): EndpointReply {
    const now = this.#ports.now()
    const secret = this.#ports.newSecret()
    const times = { createdAt: now, changedAt: now }
    const endpoint = {
      ...fields,
      id: this.#id,
      secrets: [{ secret, until: null }],
      version: 1,
      ...times,
      isReady: false,
    }
    this.#store(endpoint)
    return { status: 'done', view: this.#viewOf(endpoint), secret }
  }

  ready(): void {
    if (this.#endpoint) this.#store({ ...this.#endpoint, isReady: true })
  }

  get view(): EndpointView | null {
    return this.#endpoint && this.#viewOf(this.#endpoint)
  }

  change(fields: Partial<EndpointFields>, ifVersion: number | null): EndpointReply {
    return this.#edit(ifVersion, (endpoint) => {
      const { version } = endpoint
      return { ...endpoint, ...fields, version: version + 1, changedAt: this.#ports.now() }
    })
  }

  rotate(ifVersion: number | null): EndpointReply {
    const secret = this.#ports.newSecret()
    const reply = this.#edit(ifVersion, (endpoint) => rotated(endpoint, secret, this.#ports.now()))
    return reply.status === 'done' ? { ...reply, secret } : reply
  }

  remove(ifVersion: number | null): EndpointReply {
    const reply = this.#edit(ifVersion, (endpoint) => endpoint)
    if (reply.status !== 'done') return reply
    this.#storage.transaction(() => {
      for (const table of ['endpoint', 'deliveries', 'attempts', 'taken', 'dead'])
        this.#storage.run(`DELETE FROM ${table}`)
    })
    this.#endpoint = null
    return reply
  }

  take(items: readonly StoredEvent[]): TakeReply {
    const endpoint = this.#endpoint
    const now = this.#ports.now()
    if (!endpoint || (!endpoint.isReady && now - endpoint.createdAt > CREATION_MS)) return { status: 'gone' }
    const [first] = items
    const room = MAX_WAITING - this.#waiting
    if (!endpoint.isReady || endpoint.isPaused || room <= 0 || !first) return { status: 'wait' }
    const shard = shardOf(first.event.subject)
    let position = Number(this.#storage.sql('SELECT position FROM taken WHERE shard = ?', shard)[0]?.position ?? 0)
    this.#deliveries.transaction(() => {
      for (const item of items.slice(0, room)) {
        if (item.position <= position) continue
        if (wants(endpoint, item.event.type)) this.#queue(item.event, now)
        position = item.position
      }
      this.#storage.run('INSERT OR REPLACE INTO taken (shard, position) VALUES (?, ?)', shard, position)
    })
    return { status: 'taken', position }
  }

  replay(events: readonly PublicEvent[]): number | null {
    if (!this.#endpoint) return null
    const some = events.slice(0, Math.max(0, 2 * MAX_WAITING - this.#waiting))
    this.#deliveries.transaction(() => {
      for (const event of some) {
        this.#dead.remove(event.id)
        this.#queue(event, this.#ports.now())
      }
    })
    return some.length
  }

  async sendTest(): Promise<Attempt | null> {
    if (!this.#endpoint) return null
    const event = testEvent(this.#endpoint.id, this.#ports.newId(this.#ports.now()), this.#ports.now())
    return this.#attempt(this.#endpoint, event.id, bodyOf(event))
  }

  attempts(limit: number, before: number | null): readonly Attempt[] {
    return this.#log.list(limit, before)
  }

  get dead(): readonly DeadLetter[] {
    return this.#dead.newest
  }

  deliver(): Promise<void> {
    return this.#deliveries.deliver()
  }

  wake(): Promise<void> {
    return this.#deliveries.wake()
  }

  get #waiting(): number {
    return Number(this.#storage.sql('SELECT count(*) AS waiting FROM deliveries')[0]?.waiting)
  }

  #queue(event: PublicEvent, now: number): void {
    this.#deliveries.add({ eventId: event.id, subject: event.subject, body: bodyOf(event) }, now)
  }

  async #post(eventId: string, body: string, tries: number): Promise<number> {
    const endpoint = this.#endpoint
    if (!endpoint) throw new Error('the endpoint was deleted')
    const { now, metrics } = this.#ports
    if (tries === 0) metrics.histogram('webhook_delay_seconds', {}).observe((now() - atOf(body)) / 1000)
    const { status, excerpt } = await this.#attempt(endpoint, eventId, body)
    const isTaken = status !== null && status >= 200 && status < 300
    metrics.counter('webhook_deliveries_total', { outcome: isTaken ? 'delivered' : 'failed' }).add()
    if (status === null) throw new Error(excerpt)
    return status
  }

  async #attempt(endpoint: Endpoint, eventId: string, body: string): Promise<Attempt> {
    const at = this.#ports.now()
    const { status, excerpt } = await this.#ports.send(endpoint, eventId, body)
    const durationMs = Math.max(0, this.#ports.now() - at)
    return this.#log.add({ at, eventId, type: typeIn(body), status, durationMs, excerpt })
  }

  #bury(letter: DeadLetter): void {
    this.#ports.metrics.counter('webhook_deliveries_total', { outcome: 'dead' }).add()
    this.#dead.add(letter)
  }

  #edit(ifVersion: number | null, edit: (endpoint: Endpoint) => Endpoint): EndpointReply {
    const endpoint = this.#endpoint
    if (!endpoint) return { status: 'not_found' }
    if (ifVersion !== null && ifVersion !== endpoint.version) {
      return { status: 'version_mismatch', view: this.#viewOf(endpoint) }
    }
    const edited = edit(endpoint)
    if (edited !== endpoint) this.#store(edited)
    return { status: 'done', view: this.#viewOf(edited) }
  }

  /** Sets the alarm too, because notices may no longer be held. */
  #store(endpoint: Endpoint): void {
    this.#endpoint = endpoint
    this.#deliveries.transaction(() => {
      this.#storage.run('INSERT OR REPLACE INTO endpoint (id, endpoint) VALUES (0, ?)', JSON.stringify(endpoint))
    })
  }

  #viewOf({ secrets, isReady: _, ...endpoint }: Endpoint): EndpointView {
    const until = secrets[1]?.until ?? null
    const overlapUntil = until !== null && until > this.#ports.now() ? until : null
    return { endpoint, overlapUntil, waiting: this.#waiting, dead: this.#dead.count }
  }
}
