/**
 * Webhooks that an object still has to send, as rows with a due time. They are sent in that order.
 * Invariant: a row is deleted after a 2xx answer, or after the last attempt with an alert; while a row exists, the
 * alarm is set.
 */
import { describeError, type Log } from '../contract/log.ts'
import { Alarm } from './aggregate/alarm.ts'
import type { Storage } from './aggregate/storage.ts'

export interface Notice {
  readonly eventId: string
  /** The id of the payment, refund or alert. */
  readonly subject: string
  readonly body: string
}

export interface DeliveryPorts {
  readonly now: () => number
  /**
   * Sends a signed webhook.
   * @returns the answer's status; throws when there was no answer
   */
  readonly post: (eventId: string, body: string) => Promise<number>
  readonly log: Log
}

export interface DeliveryPolicy {
  /** Names the sender in the log. */
  readonly kind: 'payment' | 'alert'
  /** A notice is dropped after so many attempts. */
  readonly tries: number
  /** Whether a notice waits for the earlier ones of its subject. */
  readonly isOrdered: boolean
}

/** The table, for the migrations of its owner. */
export const DELIVERIES_TABLE = `CREATE TABLE deliveries (
  seq INTEGER PRIMARY KEY, event_id TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL,
  due_at INTEGER NOT NULL, tries INTEGER NOT NULL)`

/** Attempts follow after 1 s, 3 s, 9 s and so on, then every quarter of an hour. */
const MAX_PAUSE_MS = 15 * 60_000
/** The attempt that comes a little more than an hour after the first raises the alert. */
const ALERTED_AT_TRY = 11

export class Deliveries {
  readonly #storage: Storage
  readonly #ports: DeliveryPorts
  readonly #policy: DeliveryPolicy
  readonly #alarm: Alarm

  constructor(storage: Storage, ports: DeliveryPorts, policy: DeliveryPolicy) {
    this.#storage = storage
    this.#ports = ports
    this.#policy = policy
    this.#alarm = new Alarm(storage)
  }

  /** Call this within `transaction`. */
  add({ eventId, subject, body }: Notice, dueAt: number): void {
    this.#storage.run(
      'INSERT INTO deliveries (event_id, subject, body, due_at, tries) VALUES (?, ?, ?, ?, 0)',
      ...[eventId, subject, body, dueAt],
    )
    if (!this.#policy.isOrdered) return
    const [first] = this.#storage.sql('SELECT seq FROM deliveries WHERE subject = ? ORDER BY seq LIMIT 1', subject)
    this.#postpone(Number(first?.seq), subject)
  }

  /** Drops the oldest notices above this number. Call this within `transaction`. */
  keepNewest(count: number): void {
    this.#storage.run('DELETE FROM deliveries WHERE seq <= (SELECT max(seq) FROM deliveries) - ?', count)
  }

  /** Call this within a transaction that sets the alarm at its end. */
  dropAll(subject: string): void {
    this.#storage.run('DELETE FROM deliveries WHERE subject = ?', subject)
  }

  owes(subject: string): boolean {
    return this.#storage.sql('SELECT 1 FROM deliveries WHERE subject = ? LIMIT 1', subject).length > 0
  }

  transaction(work: () => void): void {
    this.#storage.transaction(() => {
      work()
      this.#arm()
    })
  }

  #arm(): void {
    this.#alarm.armIfSooner(this.#ports.now(), this.#next())
  }

  async wake(): Promise<void> {
    await this.#alarm.wake(this.#ports.now(), this.#next())
  }

  async deliver(): Promise<void> {
    this.#alarm.taken(this.#ports.now())
    const due = this.#storage.sql(
      'SELECT seq, event_id, subject, body, tries FROM deliveries WHERE due_at <= ? ORDER BY due_at, seq',
      this.#ports.now(),
    )
    const waiting = new Set<string>()
    try {
      for (const { seq, event_id, subject, body, tries } of due) {
        if (waiting.has(String(subject))) continue
        const taken = await this.#post(String(event_id), String(body))
        if (taken) this.#taken(Number(seq), Number(tries))
        else this.#again(Number(seq), Number(tries) + 1)
        if (!taken && this.#policy.isOrdered) {
          this.#postpone(Number(seq), String(subject))
          waiting.add(String(subject))
        }
      }
    } finally {
      this.#arm()
    }
  }

  #next(): number | null {
    const next = this.#storage.sql('SELECT min(due_at) AS at FROM deliveries')[0]?.at
    return typeof next === 'number' ? next : null
  }

  async #post(eventId: string, body: string): Promise<boolean> {
    const { kind } = this.#policy
    try {
      const status = await this.#ports.post(eventId, body)
      if (status >= 200 && status < 300) return true
      this.#ports.log('warn', `${kind}.webhook_refused`, { eventId, status })
    } catch (error) {
      const reason = describeError(error)
      this.#ports.log('warn', `${kind}.webhook_failed`, { eventId, reason })
    }
    return false
  }

  #taken(seq: number, tries: number): void {
    this.#drop(seq)
    const { kind } = this.#policy
    if (tries >= ALERTED_AT_TRY) this.#ports.log('warn', 'duty.recovered', { kind, duty: 'webhook', tries })
  }

  #drop(seq: number): void {
    this.#storage.run('DELETE FROM deliveries WHERE seq = ?', seq)
  }

  #again(seq: number, tries: number): void {
    const { kind } = this.#policy
    if (tries >= this.#policy.tries) {
      this.#ports.log('error', `${kind}.webhook_given_up`, { alert: true, tries })
      this.#drop(seq)
      return
    }
    if (tries === ALERTED_AT_TRY) {
      this.#ports.log('error', 'duty.failing', { alert: true, kind, duty: 'webhook', tries })
    }
    const pause = Math.min(1000 * 3 ** (tries - 1), MAX_PAUSE_MS)
    const dueAt = this.#ports.now() + pause
    this.#storage.run('UPDATE deliveries SET tries = ?, due_at = ? WHERE seq = ?', tries, dueAt, seq)
  }

  /** The later notices of a subject become due with the notice that they wait for. */
  #postpone(seq: number, subject: string): void {
    this.#storage.run(
      `UPDATE deliveries SET due_at = max(due_at, coalesce((SELECT due_at FROM deliveries WHERE seq = ?), 0))
       WHERE subject = ? AND seq > ?`,
      ...[seq, subject, seq],
    )
  }
}
