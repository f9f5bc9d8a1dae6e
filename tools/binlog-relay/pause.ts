/** Pauses between tries: they double up to 30 s, with jitter, so that several relays do not retry at the same time. */
import { setTimeout as wait } from 'node:timers/promises'

const FIRST_MS = 200
const MAX_MS = 30_000

/** Throws when the signal aborts. @param failures number of failures in a row so far */
export async function pause(failures: number, signal: AbortSignal): Promise<void> {
  const ms = Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(failures, 20))
  await wait(ms * (0.5 + Math.random() / 2), undefined, { signal })
}
