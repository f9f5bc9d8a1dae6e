/** A real Redis and a real MySQL or MariaDB behind the local gateways, which count the calls. */

import { Redis } from 'ioredis'
import type { GatewayRequest } from '../dev/gateways/http-gateway.ts'
import { startPlanetscaleGateway } from '../dev/gateways/planetscale.ts'
import { startUpstashGateway } from '../dev/gateways/upstash.ts'
import { migrateMysql } from '../dev/migrate-mysql.ts'
import { acquireServers } from '../dev/servers.ts'
import { createMysqlRecord } from '../src/tiers/record/mysql/record.ts'
import { loadProducts } from './shop.ts'

export interface Counts {
  /** Pipelines that carry carts. */
  pipelines: number
  /** Transactions of the record: autocommitted writes, and COMMITs. */
  transactions: number
  /** All statements of the record. */
  statements: number
  /** Requests to Redis. */
  redis: number
}

export interface CountedTiers {
  /** The variables that point a worker at these servers. */
  readonly vars: { readonly DATABASE_URL: string; readonly redis: { readonly url: string; readonly token: string } }
  /** Address that bypasses the gateway. */
  readonly mysqlUrl: string
  /** Counts since the last call. */
  take(): Counts
  /** Deletes everything that Redis holds. */
  loseRedis(): Promise<void>
  stop(): Promise<void>
}

/**
 * Throws a one-line error when a server is not available.
 * @param keepIn folder for the databases, which are kept when the servers stop
 */
export async function startTiers(keepIn?: string): Promise<CountedTiers> {
  const without = 'npm run bench -- cpu rows bundle growth'
  const servers = await acquireServers(() => {}, { without, ...(keepIn !== undefined && { keepIn }) })
  let counts = newCounts()
  await migrateMysql(servers.mysqlUrl, () => {})
  const mysql = await startPlanetscaleGateway({
    mysqlUrl: servers.mysqlUrl,
    intercept: (request) => {
      counts.statements += 1
      if (commits(request)) counts.transactions += 1
      return null
    },
  })
  const redis = await startUpstashGateway({
    redisUrl: servers.redisUrl,
    intercept: ({ path, body }) => {
      counts.redis += 1
      if (path === '/pipeline' && body.includes('"cart:')) counts.pipelines += 1
      return null
    },
  })
  await loadProducts(createMysqlRecord({ url: mysql.url }))
  return {
    vars: { DATABASE_URL: mysql.url, redis },
    mysqlUrl: servers.mysqlUrl,
    take() {
      const taken = counts
      counts = newCounts()
      return taken
    },
    async loseRedis() {
      const connection = new Redis(servers.redisUrl)
      await connection.flushdb()
      connection.disconnect()
    },
    async stop() {
      await mysql.close()
      await redis.close()
      await servers.stop()
    },
  }
}

function newCounts(): Counts {
  return { pipelines: 0, transactions: 0, statements: 0, redis: 0 }
}

const WITHIN = /"query":"\s*(select|begin)/i

/** The worker writes copies by single statements; reads commit nothing. */
function commits({ path, body }: GatewayRequest): boolean {
  return path.endsWith('/Execute') && !WITHIN.test(body)
}

/** The variables in the form of the worker's configuration. */
export function varsOf({ vars }: CountedTiers): Readonly<Record<string, string>> {
  return {
    DATABASE_URL: vars.DATABASE_URL,
    UPSTASH_REDIS_REST_URL: vars.redis.url,
    UPSTASH_REDIS_REST_TOKEN: vars.redis.token,
  }
}
