/**
 * The PlanetScale database HTTP API over a real MySQL or MariaDB, for development and tests. It refuses what the hosted
 * service refuses: long transactions, huge results, foreign keys, parallel statements in one transaction.
 */
import { randomBytes } from 'node:crypto'
import { createPool, type FieldPacket, type QueryOptions, type ResultSetHeader } from 'mysql2'
import type { Pool, PoolConnection } from 'mysql2/promise'
import {
  type GatewayAnswer,
  type GatewayOptions,
  type GatewayRequest,
  type Intercept,
  json,
  startHttpGateway,
} from './http-gateway.ts'
import {
  databaseError,
  deadlockErrno,
  type MysqlError,
  refusal,
  transactionError,
  type WireError,
} from './planetscale-error.ts'
import { encodeHeader, encodeRows, type RawRow, type WireResult } from './planetscale-result.ts'
import { type Session, Sessions, transactionOf } from './planetscale-session.ts'
import { type Ended, Transactions } from './planetscale-transactions.ts'

export interface PlanetscaleGatewayOptions extends GatewayOptions {
  /** `mysql://user:password@host:port/database` */
  readonly mysqlUrl: string
  readonly username?: string
  /** Letters and digits only, because it becomes part of the URL. */
  readonly password?: string
  readonly transactionLimitMs?: number
  readonly maxRows?: number
}

export interface PlanetscaleGateway {
  /** Includes user name and password, as the official client expects. */
  readonly url: string
  readonly username: string
  readonly password: string
  setIntercept(intercept: Intercept | null): void
  close(): Promise<void>
}

interface Outcome {
  readonly session: Session
  readonly result?: WireResult
  readonly error?: WireError
}

const maxBodyBytes = 16 * 1024 * 1024
const inTransactionStatus = 1

export async function startPlanetscaleGateway(options: PlanetscaleGatewayOptions): Promise<PlanetscaleGateway> {
  const username = options.username ?? 'pannier'
  const password = options.password ?? randomBytes(16).toString('hex')
  const database = decodeURIComponent(new URL(options.mysqlUrl).pathname.slice(1))
  const maxRows = options.maxRows ?? 100_000
  const pool = openPool(options.mysqlUrl, maxRows)
  const sessions = new Sessions(database)
  const transactions = new Transactions(pool, options.transactionLimitMs ?? 20_000)
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

  async function handle(request: GatewayRequest): Promise<GatewayAnswer> {
    if (request.method !== 'POST') return failure(405, 'unimplemented', 'only POST')
    if (request.headers.authorization !== authorization) return failure(401, 'unauthenticated', 'invalid credentials')
    const input = parseObject(request.body)
    if (input === null) return failure(400, 'invalid_argument', 'the body is not a JSON object')
    if (request.path === '/psdb.v1alpha1.Database/CreateSession') {
      return json(200, { branch: 'local', user: { username, psid: 'local' }, session: sessions.create() })
    }
    if (request.path !== '/psdb.v1alpha1.Database/Execute') return failure(404, 'not_found', 'no such procedure')
    const session = input.session == null ? sessions.create() : sessions.verify(input.session)
    if (session === null) return failure(400, 'invalid_argument', 'the session was not issued here')
    const query = input.query
    if (typeof query !== 'string' || query === '') return failure(400, 'invalid_argument', 'no query')
    const startedAt = performance.now()
    try {
      const outcome = await execute(session, query)
      return json(200, { ...outcome, timing: (performance.now() - startedAt) / 1000 })
    } catch {
      return failure(503, 'unavailable', 'the database does not answer')
    }
  }

  async function execute(session: Session, sql: string): Promise<Outcome> {
    const refused = refusal(sql)
    if (refused !== null) return { session, error: refused }
    const id = transactionOf(session)
    const verb = /^[\s;]*(begin|start\s+transaction|commit|rollback)\b(?!\s+to\b)/i.exec(sql)?.[1]?.toLowerCase()
    if (id !== null) return executeWithin(session, id, sql, verb === 'rollback')
    if (verb === 'commit' || verb === 'rollback') return { session, result: {} }
    try {
      if (verb !== undefined) return { session: sessions.within(session, await transactions.begin(sql)), result: {} }
      const { result } = await run(pool, sql, maxRows)
      return { session, result }
    } catch (error) {
      if (!isMysqlError(error)) throw error
      return { session, error: databaseError(database, error, sql) }
    }
  }

  async function executeWithin(session: Session, id: string, sql: string, rollsBack: boolean): Promise<Outcome> {
    try {
      const use = await transactions.use(id, (connection) => run(connection, sql, maxRows))
      if (use.kind === 'busy') return { session, error: transactionError(database, id, 'in use: for query') }
      if (use.kind === 'ended') return answerEnded(session, id, use.ended, rollsBack)
      const { result, ended } = use.value
      // COMMIT, ROLLBACK, or a statement that commits implicitly, such as CREATE TABLE.
      if (ended) transactions.release(id)
      return { session: ended ? sessions.within(session, null) : session, result }
    } catch (error) {
      if (!isMysqlError(error)) {
        transactions.abandon(id, { reason: 'connection lost', rollbackAccepted: false })
        throw error
      }
      // The server has rolled back the whole transaction; later statements must not run outside of it.
      if (error.errno === deadlockErrno) transactions.abandon(id, { reason: 'rolled back', rollbackAccepted: true })
      return { session, error: databaseError(database, error, sql) }
    }
  }

  function answerEnded(session: Session, id: string, ended: Ended, rollsBack: boolean): Outcome {
    const outside = rollsBack ? sessions.within(session, null) : session
    if (rollsBack && ended.rollbackAccepted) return { session: outside, result: {} }
    return { session: outside, error: transactionError(database, id, ended.reason) }
  }

  const tooLarge = () => failure(413, 'resource_exhausted', `more than ${maxBodyBytes} bytes`)
  const gateway = await startHttpGateway({ ...options, maxBodyBytes, handle, tooLarge })
  return {
    url: `http://${username}:${password}@${gateway.host}:${gateway.port}`,
    username,
    password,
    setIntercept: gateway.setIntercept,
    async close() {
      await gateway.close()
      transactions.closeAll()
      await pool.end()
    },
  }
}

/** Makes connections behave like the hosted MySQL 8: UTC, strict, and at most one row more than the limit. */
function openPool(uri: string, maxRows: number): Pool {
  const pool = createPool({
    uri,
    connectionLimit: 64,
    charset: 'utf8mb4',
    supportBigNumbers: true,
    multipleStatements: false,
  })
  const mode = 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO'
  pool.on('connection', (connection) => {
    connection.query(
      `SET time_zone = '+00:00', sql_mode = '${mode},NO_ENGINE_SUBSTITUTION', sql_select_limit = ${maxRows + 1}`,
      (error) => {
        if (error !== null) connection.destroy()
      },
    )
  })
  return pool.promise()
}

/** `ended`: the server reports that no transaction is open after the statement. Result sets do not end one. */
async function run(
  target: Pool | PoolConnection,
  sql: string,
  maxRows: number,
): Promise<{ result: WireResult; ended: boolean }> {
  const query: QueryOptions = { sql, rowsAsArray: true, typeCast: false }
  // The cast: query() is typed per statement; typeCast false gives Buffers, and statements without rows give a header.
  const [answer, fields] = (await target.query(query)) as unknown as [RawRow[] | ResultSetHeader, FieldPacket[]]
  if (!Array.isArray(answer)) {
    return { result: encodeHeader(answer), ended: (answer.serverStatus & inTransactionStatus) === 0 }
  }
  if (answer.length > maxRows) {
    const message = `Row count exceeded ${maxRows}`
    throw Object.assign(new Error(message), { errno: 10001, sqlState: 'HY000', sqlMessage: message })
  }
  return { result: encodeRows(fields, answer), ended: false }
}

/** Errors of the database have a SQLSTATE; errors of the connection do not. */
function isMysqlError(error: unknown): error is MysqlError {
  return error instanceof Error && 'errno' in error && 'sqlState' in error && typeof error.sqlState === 'string'
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    // The cast: checked in the same line; the members stay unknown.
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

function failure(status: number, code: string, message: string): GatewayAnswer {
  return json(status, { error: { code, message } })
}
