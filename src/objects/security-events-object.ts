/**
 * The security events: the newest 1,000, in as many slots, only in this object's storage.
 * Invariant: events of the same kind, subject and prefix make at most one row an hour; a new event overwrites the one
 * that was raised longest ago.
 */
import { DurableObject } from 'cloudflare:workers'
import type { Env } from '../contract/env.ts'
import {
  EVENT_CURSOR,
  eventCursor,
  type NewSecurityEvent,
  type SecurityEvent,
  type SecurityEventPage,
  type SecurityEventsObject,
} from '../contract/rpc/security-events.ts'
import { newId } from '../domain/id.ts'
import { durableStorage } from './aggregate/durable-storage.ts'
import { type Migration, migrate } from './aggregate/schema.ts'
import type { SqlValue, Storage } from './aggregate/storage.ts'

export const EVENT_SLOTS = 1_000
const SAME_MS = 3600_000

/** A position after every event. */
const NEWEST: readonly [at: number, id: string] = [Number.MAX_SAFE_INTEGER, '']

const MIGRATIONS: readonly Migration[] = [
  (storage) => {
    storage.run('CREATE TABLE meta (shape INTEGER NOT NULL)')
    storage.run('INSERT INTO meta (shape) VALUES (?)', MIGRATIONS.length)
    storage.run(`CREATE TABLE events (
      slot INTEGER PRIMARY KEY, id TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
      address_prefix TEXT NOT NULL, count INTEGER NOT NULL, at INTEGER NOT NULL)`)
  },
]

export class SecurityEventsDurableObject extends DurableObject<Env> implements SecurityEventsObject {
  readonly #storage: Storage

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#storage = durableStorage(ctx)
    migrate(this.#storage, MIGRATIONS)
  }

  async add({ kind, subject, addressPrefix, count }: NewSecurityEvent): Promise<void> {
    const now = Date.now()
    const raised = this.#storage.sql(
      // A clock that went back must not lower the time.
      `UPDATE events SET count = max(count, ?), at = max(at, ?)
       WHERE kind = ? AND subject = ? AND address_prefix = ? AND abs(at - ?) < ? RETURNING slot`,
      count,
      now,
      kind,
      subject,
      addressPrefix,
      now,
      SAME_MS,
    )
    if (raised.length > 0) return
    this.#storage.sql(
      `INSERT OR REPLACE INTO events (slot, id, kind, subject, address_prefix, count, at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      this.#nextSlot(),
      newId('evt', now),
      kind,
      subject,
      addressPrefix,
      count,
      now,
    )
  }

  async list(limit: number, before: string | null): Promise<SecurityEventPage> {
    const [at, id] = before === null ? NEWEST : keyOf(before)
    const rows = this.#storage.sql(
      `SELECT id, kind, subject, address_prefix, count, at FROM events
       WHERE (at, id) < (?, ?) ORDER BY at DESC, id DESC LIMIT ?`,
      at,
      id,
      limit + 1,
    )
    const items = rows.slice(0, limit).map(eventOf)
    const last = items.at(-1)
    return { items, next: rows.length > limit && last ? eventCursor(last) : null }
  }

  async about(subject: string): Promise<readonly SecurityEvent[]> {
    return this.#storage.sql('SELECT * FROM events WHERE subject = ? ORDER BY at DESC, id DESC', subject).map(eventOf)
  }

  /** Keeps the row without its subject, because every later event would otherwise have to search for the free slot. */
  async forget(subject: string): Promise<void> {
    this.#storage.run("UPDATE events SET subject = '-' WHERE subject = ?", subject)
  }

  /** A free slot, otherwise the slot of the event that was raised longest ago. */
  #nextSlot(): number {
    const taken = Number(this.#storage.sql('SELECT count(*) AS taken FROM events')[0]?.taken)
    if (taken < EVENT_SLOTS) return taken
    return Number(this.#storage.sql('SELECT slot FROM events ORDER BY at, id LIMIT 1')[0]?.slot)
  }
}

function eventOf(row: Record<string, SqlValue>): SecurityEvent {
  return {
    id: String(row.id),
    // The cast: only `add` writes the column.
    kind: String(row.kind) as SecurityEvent['kind'],
    subject: String(row.subject),
    addressPrefix: String(row.address_prefix),
    count: Number(row.count),
    at: Number(row.at),
  }
}

function keyOf(cursor: string): readonly [at: number, id: string] {
  const [, at, id] = EVENT_CURSOR.exec(cursor) ?? []
  if (at === undefined || id === undefined) throw new Error('unreadable cursor')
  return [Number(at), id]
}
