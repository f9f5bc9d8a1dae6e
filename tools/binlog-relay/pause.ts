/** Pauses between tries that grow to half a minute, each spread so that many relays do not knock together. */
import { setTimeout as wait } from 'node:timers/promises'

const FIRST_MS = 200
const LONGEST_MS = 30_000

/** Throws when the signal aborts. @param failures so far, in a row */
export async function pause(failures: number, signal: AbortSignal): Promise<void> {
  const ms = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 20))
  await wait(ms * (0.5 + Math.random() / 2), undefined, { signal })
}
