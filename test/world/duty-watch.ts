/** Watches duties that fail: a duty that runs again without a pause breaks a promise. */
import type { Life } from './remote.ts'

/** The first pause is at least eight seconds, and each further one is longer; a new write may restart the series. */
const WINDOW_MS = 30_000
const MAX_FAILURES = 6

export class DutyWatch {
  readonly #failures = new WeakMap<Life, Map<string, readonly number[]>>()

  /** Records that a duty failed in this life of its object; returns false if it has failed too often by now. */
  isPaced(life: Life, duty: string, time: number): boolean {
    const duties = this.#failures.get(life) ?? new Map<string, readonly number[]>()
    this.#failures.set(life, duties)
    const recent = [...(duties.get(duty) ?? []), time].filter((at) => time - at < WINDOW_MS)
    duties.set(duty, recent)
    return recent.length < MAX_FAILURES
  }
}
