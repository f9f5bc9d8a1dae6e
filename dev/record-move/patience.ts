/**
 * Repeats a step until the database answers. Every step of a move may be repeated, because its writes are guarded by
 * positions or versions, or replace a row by the same row.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { TierError } from '../../src/tiers/calls/tier-error.ts'

const TRIES = 8
const FIRST_PAUSE_MS = 250

/** Throws the last error, or a refusal at once, because a repeat would not change it. */
export async function patiently<Value>(say: (line: string) => void, step: () => Promise<Value>): Promise<Value> {
  for (let tries = 1; ; tries++) {
    try {
      return await step()
    } catch (error) {
      if (tries === TRIES || (error instanceof TierError && error.outcome === 'refused')) throw error
      const pauseMs = FIRST_PAUSE_MS * 2 ** tries
      say(`${reasonOf(error)}; trying again in ${Math.ceil(pauseMs / 1_000)} s`)
      await wait(pauseMs)
    }
  }
}

/** Drivers repeat the whole statement in their messages, with its data. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return (cause instanceof Error ? cause.message : String(cause)).slice(0, 300)
}
