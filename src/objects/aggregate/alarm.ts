/**
 * The one alarm of an object. Invariant: while something is due, an alarm stands that will ring: at the earliest due
 * time or before it; later only after it rang with nothing due, and then by a short pause.
 */
import type { Storage } from './storage.ts'

/** An alarm that should have rung so long ago was given up by the platform, although it still stands in storage. */
const OVERDUE_MS = 60_000
const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 3600_000

export class Alarm {
  readonly #storage: Storage
  #armed: number | null = null
  /** The least time until the next ring, while rings come with nothing due. */
  #pauseMs = 0

  constructor(storage: Storage) {
    this.#storage = storage
  }

  get armed(): number | null {
    return this.#armed
  }

  /** Reads what stands in storage and arms the alarm if it is missing, overdue or too late. */
  async wake(now: number, earliest: number | null): Promise<void> {
    this.#armed = await this.#storage.getAlarm()
    this.armIfSooner(now, earliest)
  }

  /** Storage was given back to the platform, and the alarm with it. */
  forget(): void {
    this.#armed = null
  }

  /**
   * The platform has taken the alarm to run it. With nothing due yet, each ring makes the next one pause for twice as
   * long: a platform whose clock runs ahead would otherwise ring at once and without end.
   */
  taken(now: number, earliest: number | null): void {
    const isEarly = earliest !== null && earliest > now
    this.#pauseMs = isEarly ? Math.min(Math.max(2 * this.#pauseMs, FIRST_PAUSE_MS), LONGEST_PAUSE_MS) : 0
    this.#armed = null
  }

  /** Sets the alarm to the earliest due time if it stands later; at least 1 ms ahead, or the platform stalls. */
  armIfSooner(now: number, earliest: number | null): void {
    if (earliest === null) return
    const at = Math.max(earliest, now + 1, now + this.#pauseMs)
    const stands = this.#armed !== null && this.#armed > now - OVERDUE_MS
    if (stands && this.#armed !== null && this.#armed <= at) return
    this.#storage.setAlarm(at)
    this.#armed = at
  }
}
