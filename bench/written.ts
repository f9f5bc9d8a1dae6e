/** Reads the counts of rows-worker.ts. */
import type { Shop } from './shop.ts'

/** Longer than 8 to 12 s, when the alarm that would send again rings after a drain, confirmed or not. */
export const STILL_MS = 14_000

export interface Written {
  readonly rows: number
  readonly alarms: number
}

/** Counts since the last call. */
export async function written({ driver }: Shop): Promise<Written> {
  // The cast: rows-worker.ts answers it.
  return JSON.parse((await driver.call({ method: 'GET', path: '/bench/written' })).body) as Written
}
