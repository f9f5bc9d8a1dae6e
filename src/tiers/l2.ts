/**
 * L2: the shared copy in Redis. Optional everywhere: what it cannot answer, the record or the object does.
 */
import type { Copy, Kind } from '../domain/copy.ts'
import type { Position } from '../domain/position.ts'

export interface CopyCache {
  /**
   * Writes each copy unless L2 holds a newer position, all in one pipeline. An error of one command
   * does not fail the others.
   * @returns for each copy, in order: the position that L2 holds afterwards, or null when it is unknown
   * @throws TierError when the pipeline as a whole did not go through
   */
  putCopies(copies: readonly Copy[]): Promise<readonly (Position | null)[]>
  /** Null is a miss: absent, corrupt, or lines and meta of different positions. Throws TierError when down. */
  getCopy(kind: Kind, id: string): Promise<Copy | null>
}

/** A cached value with the version it was read at; `value` null stands for a key known to be absent. */
export interface Versioned {
  readonly version: number
  readonly value: string | null
}

export interface ValueCache {
  /** For each key, in order; null is a miss: absent, or nothing that can be read. Throws TierError when down. */
  getValues(keys: readonly string[]): Promise<readonly (Versioned | null)[]>
  /**
   * Writes each unless its key holds a newer version, all in one pipeline; an equal version is written again.
   * @throws TierError when the pipeline as a whole did not go through
   */
  putValues(writes: readonly ValueWrite[]): Promise<void>
}

export interface ValueWrite extends Versioned {
  readonly key: string
  readonly ttlSeconds: number
}

export interface L2 extends CopyCache, ValueCache {
  ping(): Promise<void>
}
