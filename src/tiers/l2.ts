/**
 * L2: the shared copy in Redis. L2 is optional everywhere: when it cannot answer, the record or the object does.
 */
import type { Copy, Held, Kind } from '../domain/copy.ts'
import type { Position } from '../domain/position.ts'
import type { HeatTier } from './heat.ts'

export interface CopyCache {
  /**
   * Writes each copy unless L2 holds a newer position, all in one pipeline. An error of one command
   * does not fail the others.
   * @returns for each copy, in order: the position that L2 holds afterwards, or null when it is unknown
   * @throws TierError when the pipeline as a whole failed
   */
  putCopies(copies: readonly Copy[]): Promise<readonly (Position | null)[]>
  /** Null is a miss: absent or corrupt, or its lines and meta differ in position. Throws TierError when L2 is down. */
  getCopy(kind: Kind, id: string): Promise<Copy | null>
}

/** A cached value and its version; `value` null stands for a key known to be absent. */
export interface Versioned {
  readonly version: number
  readonly value: string | null
}

/**
 * A shared cache of versioned values. An older version never replaces a newer one.
 * @example
 * const kept = new Map<string, Versioned>()
 * const cache: ValueCache = {
 *   getValues: async (keys) => keys.map((key) => kept.get(key) ?? null),
 *   getOldValues: async (keys) => keys.map(() => null),
 *   async putValues(writes) {
 *     for (const { key, version, value } of writes)
 *       if (version >= (kept.get(key)?.version ?? 0)) kept.set(key, { version, value })
 *   },
 * }
 * await cache.putValues([{ key: 'p', version: 2, value: 'new', ttlSeconds: 60 }]) // => undefined
 * await cache.putValues([{ key: 'p', version: 1, value: 'old', ttlSeconds: 60 }]) // => undefined
 * await cache.getValues(['p', 'q']) // => [{ version: 2, value: 'new' }, null]
 */
export interface ValueCache {
  /** Returns values in the order of the keys; null is a miss: absent or unreadable. Throws TierError when down. */
  getValues(keys: readonly string[]): Promise<readonly (Versioned | null)[]>
  /** Like {@link getValues}, for values that were written with `oldSeconds`, also after their TTL. */
  getOldValues(keys: readonly string[]): Promise<readonly (Versioned | null)[]>
  /**
   * Writes each value unless its key holds a newer version, all in one pipeline; an equal version is written again.
   * @throws TierError when the pipeline as a whole failed
   */
  putValues(writes: readonly ValueWrite[]): Promise<void>
}

export interface ValueWrite extends Versioned {
  readonly key: string
  readonly ttlSeconds: number
  /** How long the value is also kept under a second key, for reads while the record is down. */
  readonly oldSeconds?: number | undefined
}

export interface Quota {
  /** Units per period, a positive whole number. */
  readonly limit: number
  /**
   * Length of the fixed windows, which follow each other since 1970. A burst over a border may reach twice the limit.
   */
  readonly periodSeconds: number
}

export interface GlobalLimits {
  /**
   * Takes one unit of `key` from the limit `name`, which all isolates of all locations count together. Refused
   * requests count as well. Redis stores `key` as it is for one period: hash personal data.
   * @throws TierError when the count is unknown; the caller decides whether to refuse then
   */
  takeGlobally(
    name: string,
    key: string,
    quota: Quota,
  ): Promise<{ readonly allowed: boolean; readonly retryAfterSeconds: number }>
}

export interface HeldLock {
  /** Greater than the fence of every earlier holder of this name. The guarded resource refuses a smaller fence. */
  readonly fence: number
  /** Aborts as soon as another holder may have the lock. */
  readonly signal: AbortSignal
}

export interface Locks {
  /**
   * Runs `work` while holding the lock `name` and renews the lock until `work` ends; `ttlMs` after a holder crashed,
   * the lock is free. Redis replicates late, so two may hold the lock: work that must not happen twice checks the
   * fence.
   * @returns `held` false, without a wait, when another holder has the lock
   * @throws TierError when Redis cannot answer (`work` has not run); otherwise what `work` throws
   */
  withLock<Value>(
    name: string,
    ttlMs: number,
    work: (held: HeldLock) => Promise<Value>,
  ): Promise<{ readonly held: true; readonly value: Value } | { readonly held: false }>
}

/** Lists the ids and positions of copies, for walks over everything in Redis. */
export interface CopyScan {
  /**
   * Returns the position and state of each copy, in order; null when there is none. Reads only the meta of each copy.
   */
  heldOf(kind: Kind, ids: readonly string[]): Promise<readonly (Held | null | 'unreadable')[]>
  /**
   * Returns a page of ids. A page may be empty and an id may repeat; after the last page all ids were returned.
   * @param cursor `next` of the page before, '' for the first page
   */
  scanIds(kind: Kind, cursor: string): Promise<{ readonly ids: readonly string[]; readonly next: string | null }>
}

export interface RedisInfo {
  /** The text of the command INFO. Throws TierError. */
  info(): Promise<string>
}

export interface L2 extends CopyCache, CopyScan, ValueCache, GlobalLimits, Locks, HeatTier, RedisInfo {
  ping(): Promise<void>
}
