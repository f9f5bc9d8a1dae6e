/** The clock of the worker and its objects. The runtime's own alarms and limiters keep real time. */
import { vi } from 'vitest'

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** Runs `work` at a time that is `ms` from now. A nested `later` counts from the outer one's time. */
export async function later<Value>(ms: number, work: () => Promise<Value>): Promise<Value> {
  const outer = vi.isFakeTimers() ? Date.now() : null
  if (outer === null) vi.useFakeTimers({ toFake: ['Date'] })
  vi.setSystemTime(Date.now() + ms)
  try {
    return await work()
  } finally {
    if (outer === null) vi.useRealTimers()
    else vi.setSystemTime(outer)
  }
}
