/** Time as the worker and its objects see it; the runtime's own alarms and limiters keep the real one. */
import { vi } from 'vitest'

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** Runs `work` at a time that is `ms` from now. */
export async function later<Value>(ms: number, work: () => Promise<Value>): Promise<Value> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms })
  try {
    return await work()
  } finally {
    vi.useRealTimers()
  }
}
