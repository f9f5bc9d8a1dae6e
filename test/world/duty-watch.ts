/** Watches duties that fail: one that comes again without a pause is a promise broken. */
import type { Life } from './remote.ts'

/** The first pause is eight seconds or more, and each one after it is longer; a new write may begin them again. */
const WINDOW_MS = 30_000
const MOST_FAILURES = 6

export class DutyWatch {
  readonly #failures = new WeakMap<Life, Map<string, readonly number[]>>()

  /** Takes in that a duty failed in this life of its object; false when it failed too often by now. */
  isPaced(life: Life, duty: string, time: number): boolean {
    const duties = this.#failures.get(life) ?? new Map<string, readonly number[]>()
    this.#failures.set(life, duties)
    const recent = [...(duties.get(duty) ?? []), time].filter((at) => time - at < WINDOW_MS)
    duties.set(duty, recent)
    return recent.length < MOST_FAILURES
  }
}
