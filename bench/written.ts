/** What rows-worker.ts has counted. */
import type { Shop } from './shop.ts'

/** The alarm that would send again comes 8 to 12 s after a drain, confirmed or not. */
export const STILL_MS = 14_000

export interface Written {
  readonly rows: number
  readonly alarms: number
}

/** Since the last call. */
export async function written({ driver }: Shop): Promise<Written> {
  // Answered by rows-worker.ts.
  return JSON.parse((await driver.call({ method: 'GET', path: '/bench/written' })).body) as Written
}
