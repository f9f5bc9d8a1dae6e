/**
 * The webhooks that a simulated payment still has to send, as rows with a due time. They are sent in that order.
 * Invariant: a row is deleted after a 2xx answer, or after the last attempt with an alert; while a row exists, the
 * alarm is set.
 */
import { describeError } from '../../contract/log.ts'
import { Alarm } from '../aggregate/alarm.ts'
import type { Storage } from '../aggregate/storage.ts'
import type { SimulatedPaymentPorts } from './simulated-ports.ts'

export interface Notice {
  readonly eventId: string
  /** The id of the payment or refund. */
  readonly subject: string
  readonly body: string
}

/** Attempts after 1 s, 3 s, 9 s and so on, then every quarter of an hour: more than two hours in total. */
const TRIES = 16
const MAX_PAUSE_MS = 15 * 60_000
/** The attempt that comes a little more than an hour after the first raises the alert. */
const ALERTED_AT_TRY = 11

export class Deliveries {
  readonly #storage: Storage
  readonly #ports: SimulatedPaymentPorts
  readonly #alarm: Alarm

  constructor(storage: Storage, ports: SimulatedPaymentPorts) {
    this.#storage = storage
    this.#ports = ports
    this.#alarm = new Alarm(storage)
  }

  /** Call this within `transaction`. */
  add({ eventId, subject, body }: Notice, dueAt: number): void {
    this.#storage.run(
      'INSERT INTO deliveries (event_id, subject, body, due_at, tries) VALUES (?, ?, ?, ?, 0)',
      ...[eventId, subject, body, dueAt],
    )
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
      'SELECT seq, event_id, body, tries FROM deliveries WHERE due_at <= ? ORDER BY due_at, seq',
      this.#ports.now(),
    )
    try {
      for (const { seq, event_id, body, tries } of due) {
        const taken = await this.#post(String(event_id), String(body))
        if (taken) this.#taken(Number(seq), Number(tries))
        else this.#again(Number(seq), Number(tries) + 1)
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
    try {
      const status = await this.#ports.post(eventId, body)
      if (status >= 200 && status < 300) return true
      this.#ports.log('warn', 'payment.webhook_refused', { provider: 'simulated', eventId, status })
    } catch (error) {
      const reason = describeError(error)
      this.#ports.log('warn', 'payment.webhook_failed', { provider: 'simulated', eventId, reason })
    }
    return false
  }

  #taken(seq: number, tries: number): void {
    this.#drop(seq)
    if (tries >= ALERTED_AT_TRY) this.#ports.log('warn', 'duty.recovered', { kind: 'payment', duty: 'webhook', tries })
  }

  #drop(seq: number): void {
    this.#storage.run('DELETE FROM deliveries WHERE seq = ?', seq)
  }

  #again(seq: number, tries: number): void {
    if (tries >= TRIES) {
      this.#ports.log('error', 'payment.webhook_given_up', { alert: true, provider: 'simulated', tries })
      this.#drop(seq)
      return
    }
    if (tries === ALERTED_AT_TRY) {
      this.#ports.log('error', 'duty.failing', { alert: true, kind: 'payment', duty: 'webhook', tries })
    }
    const pause = Math.min(1000 * 3 ** (tries - 1), MAX_PAUSE_MS)
    const dueAt = this.#ports.now() + pause
    this.#storage.run('UPDATE deliveries SET tries = ?, due_at = ? WHERE seq = ?', tries, dueAt, seq)
  }
}
