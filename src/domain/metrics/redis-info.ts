/** Reads the text of Redis' INFO. Invariant: a field that a server does not report is null, never 0. */

export interface RedisFigures {
  readonly redis_commands_per_second: number | null
  /** Null before the first lookup. */
  readonly redis_hit_ratio: number | null
  readonly redis_clients: number | null
  readonly redis_memory_bytes: number | null
  /** 0 when Redis has no limit. */
  readonly redis_memory_limit_bytes: number | null
  /** Since Redis started. */
  readonly evictedKeys: number | null
}

export function figuresIn(info: string): RedisFigures {
  const figure = (name: string): number | null => {
    const text = new RegExp(`^${name}:(\\d{1,18}(?:\\.\\d+)?)\\s*$`, 'm').exec(info)?.[1]
    return text === undefined ? null : Number(text)
  }
  const [hits, misses] = [figure('keyspace_hits'), figure('keyspace_misses')]
  const lookups = hits === null || misses === null ? 0 : hits + misses
  return {
    redis_commands_per_second: figure('instantaneous_ops_per_sec'),
    redis_hit_ratio: hits !== null && lookups > 0 ? hits / lookups : null,
    redis_clients: figure('connected_clients'),
    redis_memory_bytes: figure('used_memory'),
    redis_memory_limit_bytes: figure('maxmemory'),
    evictedKeys: figure('evicted_keys'),
  }
}
