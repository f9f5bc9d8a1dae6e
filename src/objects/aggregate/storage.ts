/**
 * The storage of one aggregate, as the mechanism needs it: synchronous SQLite and one alarm.
 * Invariant: what happens inside `transaction` is on disk as a whole or not at all, the alarm included.
 */
export type SqlValue = string | number | null

export interface Storage {
  /** Runs one statement and returns its rows. */
  sql(query: string, ...parameters: readonly SqlValue[]): readonly Record<string, SqlValue>[]
  /** Runs one statement that returns no rows. */
  run(query: string, ...parameters: readonly SqlValue[]): void
  /** Runs `work` synchronously. A throw undoes every statement of this turn, ends the object and is rethrown. */
  transaction<Value>(work: () => Value): Value
  /** Sets the one alarm, in milliseconds since 1970, as part of the surrounding transaction. */
  setAlarm(at: number): void
  getAlarm(): Promise<number | null>
  /** Deletes everything, the alarm too, at once. Call it only outside a transaction. */
  deleteAll(): Promise<void>
}
