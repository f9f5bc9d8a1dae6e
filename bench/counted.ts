/** Reads the counts of checkout-worker.ts. */
import type { Shop } from './shop.ts'
import type { Written } from './written.ts'

export type Counter = Record<string, number>

export interface Counted {
  readonly written: Readonly<
    Record<'cart' | 'order' | 'stock' | 'payment', { -readonly [Of in keyof Written]: number }>
  >
  /** Keyed by `caller → target.method`. */
  readonly calls: Counter
  /** By the kind of the copy in the message; `heat` for views, adds and purchases. */
  readonly messages: Counter
  /** Rows of D1 as it bills them, which includes index entries. */
  readonly d1Rows: number
}

/** Counts since the last call. */
export async function counted({ driver }: Shop): Promise<Counted> {
  // The cast: checkout-worker.ts answers it.
  return JSON.parse((await driver.call({ method: 'GET', path: '/bench/counted' })).body) as Counted
}
