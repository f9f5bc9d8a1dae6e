/**
 * One shard of the public stream over its storage.
 * Invariants: an event is stored once by its id, with the next position, before it is accepted; positions have no gaps
 * and are never used again. Events are deleted after 30 days, oldest first; the newest stays, because the next position
 * follows it.
 */
import type { ShardPage } from '../../domain/events/stream.ts'
import type { PublicEvent } from '../../domain/outbox.ts'
import { Alarm } from '../aggregate/alarm.ts'
import { type Migration, migrate } from '../aggregate/schema.ts'
import type { Storage } from '../aggregate/storage.ts'
import { Forwarding, type ForwardingPorts, SUBSCRIPTIONS_TABLE } from './forwarding.ts'

export const KEPT_MS = 30 * 24 * 3600_000
/** Deletes in batches of one alarm each, so that a shard with many events answers meanwhile. */
const DELETED_AT_ONCE = 1_000
/** Events that lapse within this time are deleted together. */
const TOGETHER_MS = 3600_000

const MIGRATIONS: readonly Migration[] = [
  (storage) => {
    storage.run('CREATE TABLE meta (shape INTEGER NOT NULL)')
    storage.run('INSERT INTO meta (shape) VALUES (?)', MIGRATIONS.length)
    storage.run(`CREATE TABLE events (
      position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, stored_at INTEGER NOT NULL, event TEXT NOT NULL)`)
  },
  (storage) => storage.run(SUBSCRIPTIONS_TABLE),
]

export class EventShard {
  readonly #storage: Storage
  readonly #ports: ForwardingPorts
  readonly #alarm: Alarm
  readonly #forwarding: Forwarding

  constructor(storage: Storage, ports: ForwardingPorts) {
    this.#storage = storage
    this.#ports = ports
    this.#alarm = new Alarm(storage)
    migrate(storage, MIGRATIONS)
    this.#forwarding = new Forwarding(storage, ports, (after, limit) => this.read(after, limit).items)
  }

  get endpoints(): readonly string[] {
    return this.#forwarding.endpoints
  }

  subscribe(id: string): void {
    this.#forwarding.subscribe(id)
  }

  accept(events: readonly PublicEvent[]): void {
    const now = this.#ports.now()
    this.#storage.transaction(() => {
      const last = this.#last()
      for (const event of events) {
        // A clock that went back must not lower the time.
        this.#storage.run(
          `INSERT INTO events (position, id, stored_at, event)
           SELECT coalesce(max(position), 0) + 1, ?, max(coalesce(max(stored_at), 0), ?), ? FROM events WHERE true
           ON CONFLICT (id) DO NOTHING`,
          ...[event.id, now, JSON.stringify(event)],
        )
      }
      // Events that the shard has, which readers of edits send again for minutes, wake no endpoint.
      if (this.#last() === last) return
      this.#forwarding.noteEvents()
      this.#arm()
    })
  }

  read(after: number, limit: number): ShardPage {
    const rows = this.#storage.sql(
      'SELECT position, stored_at, event FROM events WHERE position > ? ORDER BY position LIMIT ?',
      ...[after, limit],
    )
    const items = rows.map(({ position, stored_at, event }) => ({
      position: Number(position),
      storedAt: Number(stored_at),
      // The cast: only `accept` writes the column.
      event: JSON.parse(String(event)) as PublicEvent,
    }))
    return { items, oldest: Number(this.#oldest()?.position ?? 1) }
  }

  /** Await this once, before any other call, because an alarm may have been lost. */
  async wake(): Promise<void> {
    await this.#alarm.wake(this.#ports.now(), this.#next())
  }

  async alarm(): Promise<void> {
    const now = this.#ports.now()
    this.#alarm.taken(now)
    this.#storage.transaction(() => {
      this.#storage.run(
        `DELETE FROM events WHERE position IN (
           SELECT position FROM events WHERE stored_at <= ? AND position < (SELECT max(position) FROM events)
           ORDER BY position LIMIT ?)`,
        ...[now - KEPT_MS, DELETED_AT_ONCE],
      )
    })
    try {
      await this.#forwarding.forward()
    } finally {
      this.#arm()
    }
  }

  /** Accepted from then on, before another time, by position; for a replay. */
  between(from: number, to: number, limit: number): readonly PublicEvent[] {
    const rows = this.#storage.sql(
      'SELECT event FROM events WHERE stored_at >= ? AND stored_at < ? ORDER BY position LIMIT ?',
      ...[from, to, limit],
    )
    return rows.map(({ event }) => JSON.parse(String(event)) as PublicEvent)
  }

  find(id: string): PublicEvent | null {
    const [row] = this.#storage.sql('SELECT event FROM events WHERE id = ?', id)
    return row ? (JSON.parse(String(row.event)) as PublicEvent) : null
  }

  #arm(): void {
    this.#alarm.armIfSooner(this.#ports.now(), this.#next())
  }

  #next(): number | null {
    const times = [this.#nextDeletion(), this.#forwarding.next()].filter((at) => at !== null)
    return times.length === 0 ? null : Math.min(...times)
  }

  /** The newest event stays, so it calls for no deletion. */
  #nextDeletion(): number | null {
    const oldest = this.#oldest()
    return oldest && oldest.position !== this.#last() ? Number(oldest.stored_at) + KEPT_MS + TOGETHER_MS : null
  }

  #last() {
    return this.#storage.sql('SELECT max(position) AS newest FROM events')[0]?.newest
  }

  #oldest() {
    return this.#storage.sql('SELECT position, stored_at FROM events ORDER BY position LIMIT 1')[0]
  }
}
