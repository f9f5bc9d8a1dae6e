/**
 * The messages to one recipient: accepted once by id, spread by the limit per hour, sent, and tried again for two days.
 * Invariants: a message is sent at least once or ends with an outcome that is counted; while a message waits, the alarm
 * is set; the text of a message is deleted as soon as it needs no further attempt.
 */
import { describeError, type Log } from '../../contract/log.ts'
import { MailRefused } from '../../contract/mail/mailer.ts'
import type { MailRequest } from '../../contract/mail/request.ts'
import type { Metrics } from '../../domain/metrics/registry.ts'
import { Alarm } from '../aggregate/alarm.ts'
import { type Migration, migrate } from '../aggregate/schema.ts'
import type { Storage } from '../aggregate/storage.ts'

export interface MailsPorts {
  readonly now: () => number
  /** Renders and sends one message. */
  readonly send: (request: MailRequest) => Promise<void>
  readonly perHour: number
  readonly log: Log
  readonly metrics: Metrics
}

const HOUR_MS = 3600_000
/** Attempts follow after half a minute, a minute, two minutes and so on, up to every four hours. */
const FIRST_PAUSE_MS = 30_000
const MAX_PAUSE_MS = 4 * HOUR_MS
const GIVE_UP_MS = 48 * HOUR_MS
/** An id is remembered for so long; every sender repeats a message for a shorter time. */
const KEEP_ID_MS = 30 * 24 * HOUR_MS
const MAX_WAITING = 100

type Outcome = 'sent' | 'refused' | 'expired' | 'dropped' | 'given_up'

/** `slot_at`: the hour's share that the message takes. `request` is null once the message needs no further attempt. */
const MIGRATIONS: readonly Migration[] = [
  (storage) => {
    storage.run('CREATE TABLE meta (shape INTEGER NOT NULL)')
    storage.run('INSERT INTO meta (shape) VALUES (?)', MIGRATIONS.length)
    storage.run(`CREATE TABLE messages (
      id TEXT PRIMARY KEY, slot_at INTEGER NOT NULL, request TEXT, due_at INTEGER NOT NULL, tries INTEGER NOT NULL
    ) WITHOUT ROWID`)
  },
]

export class Mails {
  readonly #storage: Storage
  readonly #ports: MailsPorts
  readonly #alarm: Alarm

  constructor(storage: Storage, ports: MailsPorts) {
    this.#storage = storage
    this.#ports = ports
    this.#alarm = new Alarm(storage)
    migrate(storage, MIGRATIONS)
  }

  accept(request: MailRequest): void {
    const { id } = request
    const now = this.#ports.now()
    this.#storage.transaction(() => {
      this.#storage.run('DELETE FROM messages WHERE request IS NULL AND slot_at < ?', now - KEEP_ID_MS)
      if (this.#storage.sql('SELECT 1 FROM messages WHERE id = ?', id).length > 0) return
      const isFull = this.#waiting() >= MAX_WAITING
      const slotAt = isFull ? now : this.#slotAt(now)
      this.#storage.run(
        'INSERT INTO messages (id, slot_at, request, due_at, tries) VALUES (?, ?, ?, ?, 0)',
        ...[id, slotAt, isFull ? null : JSON.stringify(request), slotAt],
      )
      if (isFull) {
        this.#ports.log('error', 'mail.dropped', { alert: true, id })
        this.#count('dropped')
      }
      this.#arm()
    })
  }

  /** Deletes what waits. The ids stay, so that a repeat does not bring a message back. */
  drop(): void {
    this.#storage.run('UPDATE messages SET request = NULL WHERE request IS NOT NULL')
  }

  async wake(): Promise<void> {
    await this.#alarm.wake(this.#ports.now(), this.#next())
  }

  /** Sends what is due, one after another. The first failure postpones the rest: the provider may be down. */
  async deliver(): Promise<void> {
    this.#alarm.taken(this.#ports.now())
    const due = this.#storage.sql(
      'SELECT id, slot_at, tries FROM messages WHERE request IS NOT NULL AND due_at <= ? ORDER BY due_at, id',
      this.#ports.now(),
    )
    try {
      for (const { id, slot_at: slotAt, tries } of due) {
        const outcome = await this.#attempt(String(id))
        if (outcome) this.#done(String(id), outcome)
        else if (outcome === null) {
          this.#again(String(id), Number(slotAt), Number(tries) + 1)
          break
        }
      }
    } finally {
      this.#arm()
    }
  }

  /** Null after a failure that may pass; undefined for a message that was dropped in the meantime. */
  async #attempt(id: string): Promise<Outcome | null | undefined> {
    // Read again, because an erasure may have come during the message before.
    const [row] = this.#storage.sql('SELECT request FROM messages WHERE id = ? AND request IS NOT NULL', id)
    if (!row) return undefined
    // The cast: only `accept` writes the column.
    const request = JSON.parse(String(row.request)) as MailRequest
    if (request.expiresAt !== undefined && request.expiresAt <= this.#ports.now()) return 'expired'
    try {
      await this.#ports.send(request)
    } catch (error) {
      const isRefused = error instanceof MailRefused
      this.#ports.log('warn', isRefused ? 'mail.refused' : 'mail.failed', { id, reason: describeError(error) })
      return isRefused ? 'refused' : null
    }
    this.#ports.metrics.histogram('mail_delay_seconds', {}).observe((this.#ports.now() - request.at) / 1000)
    return 'sent'
  }

  #done(id: string, outcome: Outcome): void {
    this.#storage.run('UPDATE messages SET request = NULL WHERE id = ?', id)
    this.#count(outcome)
  }

  #again(id: string, slotAt: number, tries: number): void {
    const now = this.#ports.now()
    if (now - slotAt >= GIVE_UP_MS) {
      this.#ports.log('error', 'mail.given_up', { alert: true, id, tries })
      this.#done(id, 'given_up')
      return
    }
    this.#ports.metrics.counter('mail_failures_total', {}).add()
    const dueAt = now + Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), MAX_PAUSE_MS)
    this.#storage.run('UPDATE messages SET tries = ? WHERE id = ?', tries, id)
    this.#storage.run('UPDATE messages SET due_at = ? WHERE request IS NOT NULL AND due_at <= ?', dueAt, now)
  }

  /** When the limit per hour has room for one more message. */
  #slotAt(now: number): number {
    const { perHour } = this.#ports
    const slots = this.#storage.sql('SELECT slot_at FROM messages ORDER BY slot_at DESC LIMIT ?', perHour)
    return slots.length < perHour ? now : Math.max(now, Number(slots.at(-1)?.slot_at) + HOUR_MS)
  }

  #waiting(): number {
    return Number(this.#storage.sql('SELECT count(*) AS waiting FROM messages WHERE request IS NOT NULL')[0]?.waiting)
  }

  #next(): number | null {
    const next = this.#storage.sql('SELECT min(due_at) AS at FROM messages WHERE request IS NOT NULL')[0]?.at
    return typeof next === 'number' ? next : null
  }

  #arm(): void {
    this.#alarm.armIfSooner(this.#ports.now(), this.#next())
  }

  #count(outcome: Outcome): void {
    this.#ports.metrics.counter('mails_total', { outcome }).add()
  }
}
