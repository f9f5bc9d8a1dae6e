/**
 * What one call to a tier may carry, whichever adapter answers: the caller cuts its copies into such chunks.
 * Bytes are those of the copies as JSON in UTF-8.
 */
export interface ChunkLimit {
  readonly copies: number
  readonly bytes: number
}

/** D1 sets it: one bound value of at most 2 MB carries all rows, as JSON inside JSON. A lone copy may be larger. */
export const RECORD_CHUNK: ChunkLimit = { copies: 100, bytes: 1_000_000 }

/** Upstash takes requests of up to 10 MB; the lines of a copy travel as JSON inside JSON. */
export const L2_CHUNK: ChunkLimit = { copies: 100, bytes: 5_000_000 }
