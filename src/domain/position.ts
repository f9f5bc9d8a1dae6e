/**
 * Where a copy of an aggregate stands: the epoch of its life, and how many writes that life has seen.
 * Invariant: the copy with the greater pair is the newer one, in every tier.
 */
export interface Position {
  /** Milliseconds since 1970 at which this life began; 0 if nothing was ever written. */
  readonly epoch: number
  /** The number of accepted writes in this life; a batch counts once. */
  readonly version: number
}

export const NEVER: Position = { epoch: 0, version: 0 }

/**
 * Negative when `a` is older than `b`, 0 when they are equal, positive when it is newer.
 * @example
 * import { compare, mintEpoch } from './position.ts'
 * compare({ epoch: 7, version: 2 }, { epoch: 7, version: 1 }) > 0 // => true
 * compare({ epoch: 7, version: 9 }, { epoch: 8, version: 0 }) > 0 // => false
 * mintEpoch(5, { epoch: 8, version: 3 }) // => 9
 */
export function compare(a: Position, b: Position): number {
  return a.epoch - b.epoch || a.version - b.version
}

export function same(a: Position, b: Position): boolean {
  return a.epoch === b.epoch && a.version === b.version
}

export function isAtOrPast(a: Position, b: Position): boolean {
  return compare(a, b) >= 0
}

/** The epoch of a new life: greater than that of every earlier copy, even if the clock went back. */
export function mintEpoch(now: number, last: Position): number {
  return Math.max(now, last.epoch + 1)
}

export function formatPosition(position: Position): string {
  return `${position.epoch}-${position.version}`
}

const POSITION = /^(\d{1,16})-(\d{1,16})$/

/** Reads a position that `formatPosition` wrote; null for other text. */
export function parsePosition(text: string): Position | null {
  const match = POSITION.exec(text)
  return match ? { epoch: Number(match[1]), version: Number(match[2]) } : null
}
