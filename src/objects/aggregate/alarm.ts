/**
 * The one alarm of an object.
 * Invariant: while a duty is due, an alarm is set at the earliest due time or before it. It is set later only after it
 * rang too early, and then by a pause.
 */
import type { Storage } from './storage.ts'

/** An alarm overdue by this time was dropped by the platform, although storage still holds it. */
const OVERDUE_MS = 60_000
const FIRST_PAUSE_MS = 50
const MAX_PAUSE_MS = 3600_000

export class Alarm {
  readonly #storage: Storage
  #armed: number | null = null
  /** The shortest time until the next ring, while rings come early. */
  #pauseMs = 0

  constructor(storage: Storage) {
    this.#storage = storage
  }

  get armed(): number | null {
    return this.#armed
  }

  /** Reads the alarm in storage and sets it again if it is missing, overdue or too late. */
  async wake(now: number, earliest: number | null): Promise<void> {
    this.#armed = await this.#storage.getAlarm()
    this.armIfSooner(now, earliest)
  }

  /** Whether the platform may have dropped the alarm. */
  isOverdue(now: number): boolean {
    return this.#armed !== null && now - this.#armed >= OVERDUE_MS
  }

  /** Notes that the storage was deleted, and the alarm with it. */
  forget(): void {
    this.#armed = null
  }

  /**
   * Notes that the platform took the alarm to run it. The platform's clock may be ahead: each early ring doubles the
   * pause before the next one, up to little more than that lead, because the alarm would otherwise ring without end.
   */
  taken(now: number): void {
    const leadMs = this.#armed === null ? 0 : this.#armed - now
    const longest = Math.min(2 * leadMs, MAX_PAUSE_MS)
    this.#pauseMs = leadMs > 0 ? Math.max(FIRST_PAUSE_MS, Math.min(2 * this.#pauseMs, longest)) : 0
    this.#armed = null
  }

  /**
   * Sets the alarm to the earliest due time if it is set later. At least 1 ms ahead, because the platform stalls
   * otherwise.
   */
  armIfSooner(now: number, earliest: number | null): void {
    if (earliest === null) return
    const at = Math.max(earliest, now + 1, now + this.#pauseMs)
    // The patience doubles: where alarms are late by minutes, an object that is called every minute would otherwise
    // postpone its alarm without end. The due time is stored, so this also holds after memory was lost.
    const patienceMs = Math.min(Math.max(OVERDUE_MS, (now - earliest) / 2), MAX_PAUSE_MS)
    if (this.#armed !== null && this.#armed <= at && now - this.#armed < patienceMs) return
    this.#storage.setAlarm(at)
    this.#armed = at
  }
}
