/**
 * A real Redis and a real MySQL behind gateways that speak the hosted services' protocols, migrated and filled
 * with the demo catalogue. Their data stays in the folder across restarts.
 */
import { join } from 'node:path'
import { createMysqlRecord } from '../src/tiers/record/mysql/record.ts'
import { fillWithDemo } from './demo.ts'
import { type PlanetscaleGateway, startPlanetscaleGateway } from './gateways/planetscale.ts'
import { startUpstashGateway, type UpstashGateway } from './gateways/upstash.ts'
import { takeLease } from './lease.ts'
import { migrateMysql } from './migrate-mysql.ts'
import { acquireServers } from './servers.ts'

export interface Tiers {
  /** The variables that point a worker at these servers. */
  readonly vars: Readonly<Record<string, string>>
  /** The gateways, which can be made to fail. */
  readonly redis: Pick<UpstashGateway, 'setIntercept'>
  readonly mysql: Pick<PlanetscaleGateway, 'setIntercept'>
  stop(): Promise<void>
}

/** Throws a one-line error when a server is not available. */
export async function startTiers(dataDir: string, log: (line: string) => void, currency?: string): Promise<Tiers> {
  const folder = join(dataDir, 'servers')
  const stops: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const part of stops.splice(0).reverse()) await part()
  }
  try {
    const lease = await takeLease(folder, log)
    stops.push(lease.release)
    log('starting Redis and MySQL')
    const servers = await acquireServers(log, { keepIn: folder, without: 'npm start, which keeps its record on D1' })
    stops.push(servers.stop)
    await migrateMysql(servers.mysqlUrl, log)
    const mysql = await startPlanetscaleGateway({ mysqlUrl: servers.mysqlUrl })
    stops.push(mysql.close)
    const redis = await startUpstashGateway({ redisUrl: servers.redisUrl })
    stops.push(redis.close)
    await fillWithDemo(createMysqlRecord({ url: mysql.url }), log, currency)
    const vars = {
      DATABASE_URL: mysql.url,
      UPSTASH_REDIS_REST_URL: redis.url,
      UPSTASH_REDIS_REST_TOKEN: redis.token,
    }
    return { vars, redis, mysql, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
