/**
 * Counts since the isolate began, in keys unless a field says otherwise. A key that memory misses joins a flight, hits
 * in L2, or is loaded; a key whose read fails is counted in none of these.
 */
export interface ReadStats {
  readonly hits: { readonly memory: number; readonly l2: number }
  /** Misses of L2 count only while L2 is on; errors of L2 are misses. */
  readonly misses: { readonly memory: number; readonly l2: number }
  /** Keys that waited for another caller's read. */
  readonly joined: number
  /** Keys that the record answered, including keys that it does not have. */
  readonly loads: number
  /** Loaded keys that the record does not have. */
  readonly absent: number
  /** Calls to a tier that failed. */
  readonly errors: number
  /** Values that a lower tier answered and that were written to a tier above. */
  readonly fills: { readonly memory: number; readonly l2: number }
}
