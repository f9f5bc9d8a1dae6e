/**
 * Real servers beside the models of a simulated world: the MySQL adapter repeats every call of the D1 adapter, and the
 * Lua script in Redis every call of the model of L2.
 * Invariant: both give the same answer, or the history breaks.
 */
import { isDeepStrictEqual } from 'node:util'
import { createMysqlRecord } from '../../../src/tiers/record/mysql/record.ts'
import type { RecordStore } from '../../../src/tiers/record/record.ts'
import type { Servers } from '../../world/servers.ts'
import type { MysqlUnderTest } from './mysql-record.ts'
import type { RedisUnderTest } from './redis-l2.ts'

const TABLES = ['carts', 'accounts', 'claims', 'stock', 'orders', 'order_lines', 'products', 'dead_letters']

/** Deletes what the previous history left. */
export async function emptied(mysql: MysqlUnderTest, redis: RedisUnderTest): Promise<void> {
  for (const table of TABLES) await mysql.sql(`delete from ${table}`)
  const keys = await redis.redis.keys(`${redis.prefix}*`)
  if (keys.length > 0) await redis.redis.del(keys)
}

export function serversOf(mysql: MysqlUnderTest, redis: RedisUnderTest): Servers {
  const real = createMysqlRecord({ url: mysql.gateway.url, deadlineMs: 30_000 })
  const cache = redis.open({ deadlineMs: 30_000, pipelineDeadlineMs: 30_000 })
  return ({ scheduler, fail }) => {
    const same = (what: string, one: unknown, other: unknown) => {
      if (!isDeepStrictEqual(plain(one), plain(other))) {
        fail(`${what}: the models say ${JSON.stringify(plain(one))}, the real server ${JSON.stringify(plain(other))}`)
      }
    }
    const both = <Value>(what: string, one: () => Promise<Value>, other: () => Promise<Value>): Promise<Value> =>
      scheduler.hold(
        (async () => {
          const value = await one()
          same(what, value, await other())
          return value
        })(),
      )
    return {
      record: (local): RecordStore => ({
        ...local,
        ping: () =>
          both(
            'ping',
            () => local.ping(),
            () => real.ping(),
          ),
        putCopies: (kind, copies) =>
          both(
            `the record takes ${copies.map(({ id }) => id)}`,
            () => local.putCopies(kind, copies),
            () => real.putCopies(kind, copies),
          ),
        getCopy: (kind, id) =>
          both(
            `the record reads ${id}`,
            () => local.getCopy(kind, id),
            () => real.getCopy(kind, id),
          ),
        addDeadLetter: (letter) =>
          both(
            'a dead letter',
            () => local.addDeadLetter(letter),
            () => real.addDeadLetter(letter),
          ),
        outsideStock: (sku) =>
          both(
            `outside edits of ${sku}`,
            () => local.outsideStock(sku),
            () => real.outsideStock(sku),
          ),
        listOrders: (query) =>
          both(
            'orders',
            () => local.listOrders(query),
            () => real.listOrders(query),
          ),
      }),
      l2: {
        put: (copy, position) =>
          scheduler.hold(cache.putCopies([copy]).then(([held]) => same(`L2 takes ${copy.id}`, position, held))),
        expect: (kind, id, copy) =>
          scheduler.hold(cache.getCopy(kind, id).then((held) => same(`L2 reads ${id}`, copy, held))),
        lose: (id) => void scheduler.hold(redis.redis.del(`${redis.prefix}cart:${id}`)),
      },
      sql: (statement) => void scheduler.hold(mysql.sql(statement)),
    }
  }
}

/** Maps as lists, and lists of keys in one order. */
function plain(value: unknown): unknown {
  return value instanceof Map ? [...value].sort(([a], [b]) => (a < b ? -1 : 1)) : value
}
