/**
 * The one alarm of an object. Invariant: while something is due, an alarm stands that will ring: at the earliest due
 * time or before it; later only after it rang before its time, and then by a pause.
 */
import type { Storage } from './storage.ts'

/** An alarm overdue by this time was dropped by the platform, although storage still holds it. */
const OVERDUE_MS = 60_000
const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 3600_000

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

  /** Notes that the storage was freed, and the alarm with it. */
  forget(): void {
    this.#armed = null
  }

  /**
   * The platform has taken the alarm to run it. Each ring before its time makes the next one pause for twice as long, but
   * not for much longer than the platform's clock is ahead: it would otherwise ring at once and without end.
   */
  taken(now: number): void {
    const leadMs = this.#armed === null ? 0 : this.#armed - now
    const longest = Math.min(2 * leadMs, LONGEST_PAUSE_MS)
    this.#pauseMs = leadMs > 0 ? Math.max(FIRST_PAUSE_MS, Math.min(2 * this.#pauseMs, longest)) : 0
    this.#armed = null
  }

  /** Sets the alarm to the earliest due time if it stands later; at least 1 ms ahead, or the platform stalls. */
  armIfSooner(now: number, earliest: number | null): void {
    if (earliest === null) return
    const at = Math.max(earliest, now + 1, now + this.#pauseMs)
    // Twice as long each time: where the platform is late by minutes, an object that is called every minute would
    // otherwise put its alarm off without end. The due time is stored, so this holds for an object that lost its memory.
    const patienceMs = Math.min(Math.max(OVERDUE_MS, (now - earliest) / 2), LONGEST_PAUSE_MS)
    if (this.#armed !== null && this.#armed <= at && now - this.#armed < patienceMs) return
    this.#storage.setAlarm(at)
    this.#armed = at
  }
}
