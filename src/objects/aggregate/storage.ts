/**
 * The storage of one aggregate, as the mechanism needs it: synchronous SQLite and one alarm.
 * Invariant: what happens inside `transaction` is on disk as a whole or not at all, the alarm included.
 */
export type SqlValue = string | number | null

/**
 * SQLite and one alarm. The mechanism runs over any database that implements it.
 * @example
 * import { DatabaseSync } from 'node:sqlite'
 * import { migrate, MIGRATIONS } from './schema.ts'
 * const database = new DatabaseSync(':memory:')
 * const storage = {
 *   sql: (query, ...parameters) => database.prepare(query).all(...parameters),
 *   run: (query, ...parameters) => void database.prepare(query).run(...parameters),
 *   transaction: (work) => work(), // of a real one, a throw undoes every statement
 * }
 * migrate(storage, MIGRATIONS)
 * storage.sql('SELECT count(*) AS rows FROM ops')[0].rows // => 0
 */
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
