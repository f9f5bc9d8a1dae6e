/**
 * The endpoints that a shard forwards its events to, each from a position of its own.
 * Invariants: a position moves only after the endpoint has stored the events up to it; an endpoint that does not take
 * events delays no other. The backlog of an endpoint is the stream itself, so it takes no further storage.
 */
import type { TakeReply } from '../../contract/rpc/webhooks.ts'
import type { StoredEvent } from '../../domain/events/stream.ts'
import type { Storage } from '../aggregate/storage.ts'

export const SUBSCRIPTIONS_TABLE = `CREATE TABLE subscriptions (
  id TEXT PRIMARY KEY, position INTEGER NOT NULL, due_at INTEGER, tries INTEGER NOT NULL) WITHOUT ROWID`

const PAGE = 50
/** Pages of one ring; the alarm rings again for the rest. */
const PAGES_PER_RING = 20
const MAX_PAUSE_MS = 60_000
const ANSWER_MS = 5_000

export interface ForwardingPorts {
  readonly now: () => number
  readonly take: (endpointId: string, items: readonly StoredEvent[]) => Promise<TakeReply>
  readonly deadline: <Value>(promise: Promise<Value>, ms: number) => Promise<Value>
}

export class Forwarding {
  readonly #storage: Storage
  readonly #ports: ForwardingPorts
  readonly #read: (after: number, limit: number) => readonly StoredEvent[]

  constructor(
    storage: Storage,
    ports: ForwardingPorts,
    read: (after: number, limit: number) => readonly StoredEvent[],
  ) {
    this.#storage = storage
    this.#ports = ports
    this.#read = read
  }

  get endpoints(): readonly string[] {
    return this.#storage.sql('SELECT id FROM subscriptions ORDER BY id').map(({ id }) => String(id))
  }

  /** Forwards what the shard accepts from now on. Safe to repeat. */
  subscribe(id: string): void {
    this.#storage.run(
      `INSERT INTO subscriptions (id, position, due_at, tries)
       SELECT ?, coalesce(max(position), 0), NULL, 0 FROM events WHERE true ON CONFLICT (id) DO NOTHING`,
      id,
    )
  }

  /** Call this within the transaction that stores events. An endpoint that is waited for keeps its time. */
  noteEvents(): void {
    this.#storage.run('UPDATE subscriptions SET due_at = ? WHERE due_at IS NULL', this.#ports.now())
  }

  next(): number | null {
    const at = this.#storage.sql('SELECT min(due_at) AS at FROM subscriptions')[0]?.at
    return typeof at === 'number' ? at : null
  }

  /** Never throws. */
  async forward(): Promise<void> {
    const due = this.#storage.sql('SELECT id, position, tries FROM subscriptions WHERE due_at <= ?', this.#ports.now())
    await Promise.all(
      due.map(({ id, position, tries }) => this.#forwardTo(String(id), Number(position), Number(tries))),
    )
  }

  async #forwardTo(id: string, from: number, tries: number): Promise<void> {
    let position = from
    for (let pages = PAGES_PER_RING; pages > 0; pages--) {
      const items = this.#read(position, PAGE)
      if (items.length === 0) break
      const reply = await this.#take(id, items)
      if (reply.status === 'gone') return this.#storage.run('DELETE FROM subscriptions WHERE id = ?', id)
      if (reply.status === 'wait') {
        const pause = Math.min(1_000 * 2 ** tries, MAX_PAUSE_MS)
        return this.#store(id, position, this.#ports.now() + pause, tries + 1)
      }
      position = Math.max(position, reply.position)
      // A crash from here on only repeats events that the endpoint has.
      this.#store(id, position, this.#ports.now(), 0)
    }
    if (this.#read(position, 1).length === 0) this.#store(id, position, null, 0)
  }

  /** Fails closed: the events are sent again later. */
  async #take(id: string, items: readonly StoredEvent[]): Promise<TakeReply> {
    try {
      return await this.#ports.deadline(this.#ports.take(id, items), ANSWER_MS)
    } catch {
      return { status: 'wait' }
    }
  }

  #store(id: string, position: number, dueAt: number | null, tries: number): void {
    this.#storage.run(
      'UPDATE subscriptions SET position = ?, due_at = ?, tries = ? WHERE id = ?',
      ...[position, dueAt, tries, id],
    )
  }
}
