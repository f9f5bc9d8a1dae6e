/**
 * A bound on the calls that one isolate has in flight to a tier; further calls wait for a free slot.
 * A call whose request is cancelled never reports its end, so a slot held past its time is taken back.
 */
import { withDeadline } from './deadline.ts'

type Holder = { readonly until: number }

export class Slots {
  readonly #limit: number
  readonly #holders = new Set<Holder>()
  readonly #waiting = new Map<(holder: Holder) => void, number>()

  constructor(limit: number) {
    this.#limit = limit
  }

  /**
   * @param holdMs maximum duration of the call
   * @returns a function that frees the slot
   * @throws DeadlineError when no slot became free within `waitMs`
   */
  async take(waitMs: number, holdMs: number): Promise<() => void> {
    if (this.#holders.size >= this.#limit) this.#takeBack()
    const holder =
      this.#holders.size < this.#limit
        ? this.#hold(holdMs)
        : await withDeadline(waitMs, (signal) => this.#turn(holdMs, signal))
    return () => this.#release(holder)
  }

  #turn(holdMs: number, signal: AbortSignal): Promise<Holder> {
    return new Promise((resolve) => {
      this.#waiting.set(resolve, holdMs)
      signal.addEventListener('abort', () => this.#waiting.delete(resolve), { once: true })
    })
  }

  #hold(holdMs: number): Holder {
    const holder = { until: Date.now() + holdMs }
    this.#holders.add(holder)
    return holder
  }

  #release(holder: Holder): void {
    if (!this.#holders.delete(holder)) return
    const [next] = this.#waiting
    if (!next) return
    const [resolve, holdMs] = next
    this.#waiting.delete(resolve)
    resolve(this.#hold(holdMs))
  }

  #takeBack(): void {
    const now = Date.now()
    for (const holder of this.#holders) if (holder.until < now) this.#holders.delete(holder)
  }
}
