/**
 * Buffers changes until they are sent; each SKU is in a batch once, however often it was written.
 * Invariant: every change before a batch's place is in this batch or in an earlier one.
 */
import { MAX_HOOK_PRODUCTS } from '../../src/contract/http/hooks.ts'
import type { Place } from './place.ts'

export interface Changed {
  readonly skus: readonly string[]
  readonly categories: boolean
  /** The place in the binlog where reading continues after these changes. */
  readonly place: Place
}

/** Changes within this time of each other travel in one batch. */
const LINGER_MS = 200
/** Writes to other tables move the place too, so it is stored at this interval even without a change to send. */
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

  /** Waits for changes, then LINGER_MS for more, and returns all of them; null when none came within IDLE_MS. */
  async next(signal: AbortSignal): Promise<Changed | null> {
    await this.#until(() => this.#skus.size > 0 || this.#categories, IDLE_MS, signal)
    if (this.#skus.size > 0 || this.#categories) {
      await this.#until(() => this.#skus.size >= MAX_HOOK_PRODUCTS, LINGER_MS, signal)
    }
    if (this.#place === null) return null
    const changed = { skus: [...this.#skus], categories: this.#categories, place: this.#place }
    this.#skus = new Set()
    this.#categories = false
    this.#place = null
    return changed
  }

  /** Resolves when `holds` returns true, when the time is over, or when the signal aborts. */
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
