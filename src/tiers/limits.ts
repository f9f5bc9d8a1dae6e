/**
 * The maximum size of one call to a tier, for every adapter: callers cut their copies into such chunks.
 * Bytes count the copies as JSON in UTF-8.
 */
export interface ChunkLimit {
  readonly copies: number
  readonly bytes: number
}

/** D1's limit: one bound value of at most 2 MB carries all rows, as JSON inside JSON. A single copy may be larger. */
export const RECORD_CHUNK: ChunkLimit = { copies: 100, bytes: 1_000_000 }

/** Upstash accepts requests of up to 10 MB; the lines of a copy travel as JSON inside JSON. */
export const L2_CHUNK: ChunkLimit = { copies: 100, bytes: 5_000_000 }
