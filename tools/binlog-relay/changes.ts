/**
 * Changes that wait to be sent: each SKU once, however often it was written. Invariant: the place handed out with a
 * batch has no change before it that is neither in this batch nor in an earlier one.
 */
import { MOST_HOOK_PRODUCTS } from '../../src/contract/http/hooks.ts'
import type { Place } from './place.ts'

export interface Changed {
  readonly skus: readonly string[]
  readonly categories: boolean
  /** Whence to read again for what has come since. */
  readonly place: Place
}

/** What comes together is sent together. */
const LINGER_MS = 200
/** Other tables move the place, too; it is then noted now and then. */
const IDLE_MS = 2_000

export class Changes {
  #skus = new Set<string>()
  #categories = false
  #place: Place | null = null
  #look: () => void = () => {}

  add({ skus, categories, place }: Changed): void {
    for (const sku of skus) this.#skus.add(sku)
    this.#categories ||= categories
    this.#place = place
    this.#look()
  }

  /** Waits for changes, a moment longer for more, and hands out all of them; null when nothing came for a while. */
  async next(signal: AbortSignal): Promise<Changed | null> {
    await this.#until(() => this.#skus.size > 0 || this.#categories, IDLE_MS, signal)
    if (this.#skus.size > 0 || this.#categories) {
      await this.#until(() => this.#skus.size >= MOST_HOOK_PRODUCTS, LINGER_MS, signal)
    }
    if (this.#place === null) return null
    const changed = { skus: [...this.#skus], categories: this.#categories, place: this.#place }
    this.#skus = new Set()
    this.#categories = false
    this.#place = null
    return changed
  }

  /** Until it holds, the time is over, or the signal aborts. */
  #until(holds: () => boolean, ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
        this.#look = () => {}
        resolve()
      }
      const timer = setTimeout(end, ms)
      signal.addEventListener('abort', end)
      this.#look = () => holds() && end()
      if (signal.aborted || holds()) end()
    })
  }
}
