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
  readonly post: (eventId: string, body: string, tries: number, subject: string) => Promise<number>
  /** Called within the transaction that drops a notice after its last attempt. */
  readonly givenUp?: (notice: Notice) => void
  /** Whether nothing is sent for now. */
  readonly isHeld?: () => boolean
  readonly log: Log
}

export interface DeliveryPolicy {
  /** Names the sender in the log. */
  readonly kind: 'payment' | 'alert' | 'endpoint'
  /** A notice is dropped after so many attempts. */
  readonly tries: number
  /** Whether a notice waits for the earlier ones of its subject. */
  readonly isOrdered: boolean
  /** Subjects that are sent at the same time; 1 if absent. */
  readonly atOnce?: number
  /** The longest pause between two attempts; a quarter of an hour if absent. */
  readonly maxPauseMs?: number
  /** Whether an hour of failures raises no alert, because the other party is not the shop's. */
  readonly isQuiet?: boolean
}

/** The table, for the migrations of its owner. */
export const DELIVERIES_TABLE = `CREATE TABLE deliveries (
  seq INTEGER PRIMARY KEY, event_id TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL,
  due_at INTEGER NOT NULL, tries INTEGER NOT NULL)`

/** Attempts follow after 1 s, 3 s, 9 s and so on, then after the longest pause. */
const MAX_PAUSE_MS = 15 * 60_000
/** Notices of one ring, so that a ring ends although many are due. */
const PER_RING = 200
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
    if (this.#ports.isHeld?.()) return
    const due = this.#storage.sql(
      'SELECT seq, event_id, subject, body, tries FROM deliveries WHERE due_at <= ? ORDER BY due_at, seq LIMIT ?',
      ...[this.#ports.now(), PER_RING],
    )
    const { isOrdered, atOnce = 1 } = this.#policy
    const series = [...Map.groupBy(due, ({ seq, subject }) => (isOrdered ? subject : seq)).values()]
    const work = async () => {
      for (let next = series.shift(); next; next = series.shift()) await this.#deliverInOrder(next)
    }
    try {
      await Promise.all(Array.from({ length: atOnce }, work))
    } finally {
      this.#arm()
    }
  }

  /** Ends at the first notice that is not taken. */
  async #deliverInOrder(notices: ReturnType<Storage['sql']>): Promise<void> {
    for (const { seq, event_id, subject, body, tries } of notices) {
      const notice = { eventId: String(event_id), subject: String(subject), body: String(body) }
      if (await this.#post(notice, Number(tries))) {
        this.#taken(Number(seq), Number(tries))
        continue
      }
      this.#again(Number(seq), notice, Number(tries) + 1)
      if (this.#policy.isOrdered) this.#postpone(Number(seq), notice.subject)
      return
    }
  }

  #next(): number | null {
    if (this.#ports.isHeld?.()) return null
    const next = this.#storage.sql('SELECT min(due_at) AS at FROM deliveries')[0]?.at
    return typeof next === 'number' ? next : null
  }

  async #post({ eventId, body, subject }: Notice, tries: number): Promise<boolean> {
    const { kind } = this.#policy
    try {
      const status = await this.#ports.post(eventId, body, tries, subject)
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
    if (tries >= ALERTED_AT_TRY && !this.#policy.isQuiet)
      this.#ports.log('warn', 'duty.recovered', { kind, duty: 'webhook', tries })
  }

  #drop(seq: number): void {
    this.#storage.run('DELETE FROM deliveries WHERE seq = ?', seq)
  }

  #again(seq: number, notice: Notice, tries: number): void {
    const { kind, maxPauseMs = MAX_PAUSE_MS, isQuiet = false } = this.#policy
    if (tries >= this.#policy.tries) {
      this.#ports.log('error', `${kind}.webhook_given_up`, { alert: true, tries })
      this.#drop(seq)
      this.#ports.givenUp?.(notice)
      return
    }
    if (tries === ALERTED_AT_TRY && !isQuiet) {
      this.#ports.log('error', 'duty.failing', { alert: true, kind, duty: 'webhook', tries })
    }
    const pause = Math.min(1000 * 3 ** (tries - 1), maxPauseMs)
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
