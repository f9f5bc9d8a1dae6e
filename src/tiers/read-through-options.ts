/** The tiers of one kind of value, and how long each of them keeps it. */
import type { Metrics } from '../domain/metrics/registry.ts'
import type { ValueCache } from './l2.ts'
import type { Memory } from './memory.ts'

export interface ReadThroughOptions<Value> {
  readonly memory: Memory<Value>
  /** Null when L2 is off. */
  readonly l2: ValueCache | null
  /** Reads the record. Throws TierError. */
  load(keys: readonly string[]): Promise<ReadonlyMap<string, Value>>
  /** Returns the key in L2. */
  l2Key(key: string): string
  /** Returns null when the text from L2 is not a valid value. */
  parse(text: string): Value | null
  readonly memoryTtlMs: number
  readonly l2TtlSeconds: number
  /** How long L2 and the isolate keep values for callers that accept old ones; absent: there are none. */
  readonly oldSeconds?: number
  /** Time to live of keys that the record does not have. */
  readonly absentTtlMs: number
  /** Absent: the reads are not recorded. */
  readonly metrics?: Metrics
}
