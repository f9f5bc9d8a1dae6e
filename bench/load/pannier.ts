/** Pannier in a host process: the shipped worker, Redis as L2 and MySQL as the record, behind the local gateways. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { startPlanetscaleGateway } from '../../dev/gateways/planetscale.ts'
import { startUpstashGateway } from '../../dev/gateways/upstash.ts'
import { migrateMysql } from '../../dev/migrate-mysql.ts'
import { createMysqlRecord } from '../../src/tiers/record/mysql/record.ts'
import { loadProducts, openShop } from '../shop.ts'
import { type HostDesign, startDiskServers, untilUp } from './hosted.ts'

const UP_WITHIN_MS = 20_000
/** Orders are not paid here, and must not expire during a run. */
const ORDER_TIMEOUT_MINUTES = '600'

export const hostPannier: HostDesign = async (folder, onHand) => {
  const servers = await startDiskServers(join(folder, 'servers'))
  await migrateMysql(servers.mysqlUrl, () => {})
  const mysql = await startPlanetscaleGateway({ mysqlUrl: servers.mysqlUrl })
  const redis = await startUpstashGateway({ redisUrl: servers.redisUrl() })
  const record = createMysqlRecord({ url: mysql.url })
  for (const units of new Set(Object.values(onHand))) {
    const skus = Object.keys(onHand).filter((sku) => onHand[sku] === units)
    await loadProducts(record, skus, units)
  }
  const admin = { email: 'admin@load.example', password: randomBytes(16).toString('hex') }
  const shop = await openShop({
    dataDir: join(folder, 'objects'),
    vars: {
      DATABASE_URL: mysql.url,
      UPSTASH_REDIS_REST_URL: redis.url,
      UPSTASH_REDIS_REST_TOKEN: redis.token,
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
      ORDER_TIMEOUT_MINUTES,
      // As shipped: the load must show how an overloaded worker behaves.
      MAX_WAIT_MS: '2500',
    },
  })
  return {
    addresses: () => ({ url: shop.url, redisUrl: servers.redisUrl(), mysqlUrl: servers.mysqlUrl, admin }),
    async kill() {
      // workerd has the objects and the queue; miniflare starts another workerd on the same port and state.
      process.kill(shop.pid(), 'SIGKILL')
      await untilUp(shop.url, UP_WITHIN_MS)
    },
    async stop() {
      await shop.stop()
      await Promise.all([mysql.close(), redis.close()])
      await servers.stop()
    },
  }
}
