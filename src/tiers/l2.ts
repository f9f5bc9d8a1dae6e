/**
 * L2: the shared copy in Redis. Optional everywhere: what it cannot answer, the record or the object does.
 */
import type { Copy, Kind } from '../domain/copy.ts'
import type { Position } from '../domain/position.ts'
import type { HeatTier } from './heat.ts'

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

export interface Quota {
  /** Units per period, a positive whole number. */
  readonly limit: number
  /** Fixed windows of this length, one after another since 1970; a burst over their border may be twice the limit. */
  readonly periodSeconds: number
}

export interface GlobalLimits {
  /**
   * Takes one unit of `key`'s share of the limit `name`, which all isolates of all locations count together. A refused
   * one counts as well. Redis keeps `key` as it is given, for one period: hash what is personal.
   * @throws TierError when the count is unknown; whether the caller then refuses is its own matter
   */
  takeGlobally(
    name: string,
    key: string,
    quota: Quota,
  ): Promise<{ readonly allowed: boolean; readonly retryAfterSeconds: number }>
}

export interface HeldLock {
  /** Greater than that of every earlier holder of this name: what it guards refuses a smaller one than it has seen. */
  readonly fence: number
  /** Aborts as soon as another may hold the lock. */
  readonly signal: AbortSignal
}

export interface Locks {
  /**
   * Runs `work` while nobody else holds `name`, renewing for as long as it runs; a holder that died is succeeded after
   * `ttlMs`. Redis replicates late, so a lock alone is no proof: what must not happen twice looks at the fence.
   * @returns `held` false when another holds it, without a wait
   * @throws TierError, nothing having run, when Redis cannot say; else what `work` throws
   */
  withLock<Value>(
    name: string,
    ttlMs: number,
    work: (held: HeldLock) => Promise<Value>,
  ): Promise<{ readonly held: true; readonly value: Value } | { readonly held: false }>
}

/** Copies by id, for an operator's walk over all that Redis has. */
export interface CopyScan {
  /**
   * Some ids, perhaps none, perhaps one twice; all of them by the last page.
   * @param cursor of the page before, '' for the first
   */
  scanIds(kind: Kind, cursor: string): Promise<{ readonly ids: readonly string[]; readonly next: string | null }>
}

export interface L2 extends CopyCache, CopyScan, ValueCache, GlobalLimits, Locks, HeatTier {
  ping(): Promise<void>
}
