/** What checkout-worker.ts has counted. */
import type { Shop } from './shop.ts'
import type { Written } from './written.ts'

export type Counter = Record<string, number>

export interface Counted {
  readonly written: Readonly<
    Record<'cart' | 'order' | 'stock' | 'payment', { -readonly [Of in keyof Written]: number }>
  >
  /** By `who → whom.method`. */
  readonly calls: Counter
  /** By the kind of the copy that they carry; `heat` for views, adds and purchases. */
  readonly messages: Counter
  /** Rows of D1 as it bills them: entries of indexes count. */
  readonly d1Rows: number
}

/** Since the last call. */
export async function counted({ driver }: Shop): Promise<Counted> {
  // Answered by checkout-worker.ts.
  return JSON.parse((await driver.call({ method: 'GET', path: '/bench/counted' })).body) as Counted
}
