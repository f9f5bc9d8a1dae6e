/** The present probability of each fault of a tier, and whether a caller of the record may still wait for a failure. */
import type { Faults } from './remote.ts'
import type { Scheduler } from './scheduler.ts'
import type { Weather } from './weather.ts'

/** After a call to the record fails, its caller may learn of the failure only this much later. */
const TROUBLE_MS = 10_000

export class TierFaults {
  readonly #scheduler: Scheduler
  readonly #weather: Weather
  readonly #down: ReadonlySet<string>
  #troubledUntil = 0

  /** @param down tiers that are down altogether */
  constructor(scheduler: Scheduler, weather: Weather, down: ReadonlySet<string>) {
    this.#scheduler = scheduler
    this.#weather = weather
    this.#down = down
  }

  /** Whether a call to the record failed just now. */
  get areRecent(): boolean {
    return this.#scheduler.time < this.#troubledUntil
  }

  record(): Faults {
    const { recordFails, recordUnanswered, recordLate } = this.#weather
    const fails = this.#down.has('record') ? 1 : recordFails
    if (fails + recordUnanswered + recordLate > 0) this.#troubledUntil = this.#scheduler.time + TROUBLE_MS
    return { fails, unanswered: recordUnanswered, late: recordLate }
  }

  l2(): Faults {
    const { l2Fails, l2Unanswered, l2Late } = this.#weather
    return { fails: this.#down.has('l2') ? 1 : l2Fails, unanswered: l2Unanswered, late: l2Late }
  }
}
