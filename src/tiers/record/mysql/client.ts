/**
 * The PlanetScale driver with three additions: calls can be aborted, answers are checked against the protocol, and the
 * first error of a transaction survives a failing ROLLBACK.
 */
import { Client, type Connection, DatabaseError, type Transaction, UnknownError } from '@planetscale/database'
import { DrizzleQueryError } from 'drizzle-orm'
import { drizzle, type PlanetScaleDatabase } from 'drizzle-orm/planetscale-serverless'
import type { Failure } from '../../calls/guarded-calls.ts'

export type MysqlDatabase = PlanetScaleDatabase

// Deadline of a ROLLBACK after its call was aborted, in milliseconds.
const ROLLBACK_MS = 1_000
/** Pause between two tries of a ROLLBACK, and the tries up to the server's own limit of 20 s. */
const BUSY_MS = 500
const MAX_TRIES = 40

/**
 * Opens a database whose calls all end with the signal.
 * @param url `https://user:password@host`, user and password without characters that a URL would escape
 */
export function openMysql(url: string, signal: AbortSignal): MysqlDatabase {
  return drizzle({ client: new AbortableClient(url, signal) })
}

class AbortableClient extends Client {
  readonly #of: { signal: AbortSignal }

  constructor(url: string, signal: AbortSignal) {
    const of = { signal }
    super({ url, fetch: (input, init) => answerOf(input, { ...init, signal: of.signal }) })
    this.#of = of
  }

  override async transaction<Value>(steps: (transaction: Transaction) => Promise<Value>): Promise<Value> {
    const connection = this.connection()
    await connection.execute('BEGIN')
    try {
      // The cast: a transaction is a connection with only `execute`; the driver exports no constructor for it.
      const value = await steps(connection as unknown as Transaction)
      await connection.execute('COMMIT')
      return value
    } catch (error) {
      await this.#rollBack(connection)
      throw error
    }
  }

  /**
   * Repeats while an abandoned statement is still at work, for example waits for a lock: otherwise it would get the lock
   * later and keep it up to the server's limit, and calls that wait for it would be abandoned in turn, without end.
   */
  async #rollBack(connection: Connection): Promise<void> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      this.#of.signal = AbortSignal.timeout(ROLLBACK_MS)
      const failure: unknown = await connection.execute('ROLLBACK').catch((error: unknown) => error)
      // If it fails otherwise, the server ends the transaction at its limit; the first error is the one to report.
      if (!(failure instanceof DatabaseError && failure.message.includes('in use'))) return
      await new Promise((done) => setTimeout(done, BUSY_MS))
    }
  }
}

/**
 * Reads a complete answer of the protocol. Any other 200 is a fault: the driver would take `{}` for an empty result.
 */
async function answerOf(input: string, init: RequestInit) {
  const response = await fetch(input, init)
  const text = await response.text()
  if (response.ok && !text.includes('"session"') && !text.includes('"error"')) {
    throw new Error('not an answer of the database')
  }
  const { ok, status, statusText, headers } = response
  return { ok, status, statusText, headers, text: () => Promise.resolve(text) }
}

// Error codes of the server for data that it will never take, however often it is sent:
const DATA_ERRORS: ReadonlySet<number> = new Set([
  1048, // column cannot be null
  1062, // duplicate key
  1118, // row too large
  1153, // packet too large: a smaller chunk may pass
  1264, // out of range
  1265, // data truncated
  1292, // wrong value
  1364, // no default value
  1366, // wrong characters
  1406, // data too long
  3140, // invalid JSON
  3819, // check constraint, MySQL
  4025, // check constraint, MariaDB
])

/** Takes only codes: the messages of the driver and of drizzle repeat the statement with its data. */
export function explainMysql(error: unknown): Failure {
  const cause = error instanceof DrizzleQueryError ? error.cause : error
  if (cause instanceof UnknownError) {
    return { outcome: cause.status === 413 ? 'refused' : 'down', reason: `HTTP ${cause.status}` }
  }
  if (cause instanceof DatabaseError) {
    const errno = Number(/errno[ =:]*(\d+)/.exec(cause.message)?.[1] ?? 0)
    return { outcome: DATA_ERRORS.has(errno) ? 'refused' : 'down', reason: `errno ${errno}, HTTP ${cause.status}` }
  }
  // Thrown for a number or time that cannot be encoded at all.
  if (cause instanceof RangeError) return { outcome: 'refused', reason: 'value out of range' }
  return { outcome: 'down', reason: cause instanceof Error ? cause.name : 'unknown fault' }
}
