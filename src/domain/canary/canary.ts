/**
 * The senders whose requests the canary answers. Invariant: a sender that is within a share is within every greater one,
 * so that no sender goes back to the stable deployment while the share grows.
 */
export interface Canary {
  readonly isRunning: boolean
  /** Percent of all senders, 0–100; fractions are allowed. */
  readonly share: number
  /** Ids of users who always get the canary. */
  readonly users: readonly string[]
  /** Differs at every start, so that other senders are the first ones of each canary. */
  readonly seed: number
}

export const STOPPED: Canary = { isRunning: false, share: 0, users: [], seed: 0 }
/** Requests compare their user with each of them. */
export const MAX_USERS = 100

/**
 * @param sender the id of a verified user, or a network address
 * @example
 * import { isWithinShare } from './canary.ts'
 * const canary = (share) => ({ isRunning: true, share, users: [], seed: 7 })
 * isWithinShare(canary(100), 'usr_ann') // => true
 * isWithinShare(canary(0), 'usr_ann') // => false
 */
export function isWithinShare({ share, seed }: Canary, sender: string): boolean {
  return (hashOf(`${seed}:${sender}`) / 2 ** 32) * 100 < share
}

/** FNV-1a, and the last steps of MurmurHash3, without which similar texts would have similar hashes. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
