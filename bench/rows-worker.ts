/**
 * The shipped worker, whose object's storage counts what is written: rows as SQLite reports them after each statement,
 * and calls of setAlarm, which it does not report. `GET /bench/written` answers the counts and starts them anew;
 * `GET /bench/hash` hashes a password and does nothing else.
 */

import type { Env } from '../src/contract/env.ts'
import { PRESENT_COST } from '../src/domain/account/password.ts'
import { hashPassword, newSalt } from '../src/worker/identity/passwords.ts'
import worker, { CartDurableObject as Shipped } from '../src/worker/index.ts'

// biome-ignore lint/performance/noBarrelFile: the runtime looks for the classes of objects here
export {
  AccountDurableObject,
  AttemptsDurableObject,
  ClaimDurableObject,
  SecurityEventsDurableObject,
} from '../src/worker/index.ts'

const written = { rows: 0, alarms: 0 }
let counting = false

export class CartDurableObject extends Shipped {
  constructor(ctx: DurableObjectState, env: Env) {
    if (!counting) count(ctx.storage)
    counting = true
    super(ctx, env)
  }
}

/** Replaces the methods where all objects of the isolate find them. */
function count(storage: DurableObjectStorage): void {
  const sql: SqlStorage = Object.getPrototypeOf(storage.sql)
  const { exec } = sql
  sql.exec = function <Row extends Record<string, SqlStorageValue>>(
    this: SqlStorage,
    query: string,
    ...values: unknown[]
  ) {
    const cursor = exec.call(this, query, ...values)
    // Read to its end, as the storage of the mechanism does, for only then the count is whole.
    const rows = cursor.toArray()
    written.rows += cursor.rowsWritten
    // The mechanism asks a cursor for nothing else.
    return { toArray: () => rows } as unknown as SqlStorageCursor<Row>
  }
  const alarms: DurableObjectStorage = Object.getPrototypeOf(storage)
  const { setAlarm } = alarms
  alarms.setAlarm = function (this: DurableObjectStorage, at) {
    written.alarms += 1
    return setAlarm.call(this, at)
  }
}

export default {
  ...worker,
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url)
    if (pathname === '/bench/hash') return new Response(await hashPassword('of a bench', newSalt(), PRESENT_COST))
    if (pathname !== '/bench/written') return worker.fetch(request, env, ctx)
    const answer = Response.json(written)
    written.rows = 0
    written.alarms = 0
    return answer
  },
} satisfies ExportedHandler<Env>
