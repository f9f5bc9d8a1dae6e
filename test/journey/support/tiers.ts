/** A real Redis and a MariaDB database for one test file, behind gateways that can be made to fail. */
import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import { fillWithDemo } from '../../../dev/demo.ts'
import { startUpstashGateway, type UpstashGateway } from '../../../dev/gateways/upstash.ts'
import { claimRedisDatabase, findRedis, type Service, startPrivateRedis } from '../../../dev/servers/redis.ts'
import { createMysqlRecord } from '../../../src/tiers/record/mysql/record.ts'
import type { LoadedProduct } from '../../../src/tiers/record/record.ts'
import { type MysqlUnderTest, startMysql } from '../../tiers/support/mysql-record.ts'

export type NewProduct = LoadedProduct

export interface Tiers {
  readonly mysql: MysqlUnderTest
  readonly upstash: UpstashGateway
  /** Bypasses the gateway. */
  readonly redis: Redis
  /** Variables that make a worker use them. */
  readonly vars: Readonly<Record<string, string>>
  /** A SKU that no other file or run has left in Redis. */
  ownSku(name: string): string
  /** Writes products to the record, past every worker and cache. */
  stock(...products: readonly NewProduct[]): Promise<void>
  close(): Promise<void>
}

/**
 * Starts with the demo catalogue in the record.
 * @param hasOwnRedis for tests to which values of other files in the shared Redis would matter
 */
export async function startTiers({ hasOwnRedis = false } = {}): Promise<Tiers> {
  const own = hasOwnRedis ? await startOwnRedis() : null
  const redisUrl = own?.url ?? sharedRedis()
  const run = randomBytes(4).toString('hex')
  const mysql = await startMysql()
  const upstash = await startUpstashGateway({ redisUrl })
  const redis = new Redis(redisUrl)
  const record = createMysqlRecord({ url: mysql.gateway.url })
  await fillWithDemo(record, () => {})
  return {
    mysql,
    upstash,
    redis,
    vars: {
      DATABASE_URL: mysql.gateway.url,
      UPSTASH_REDIS_REST_URL: upstash.url,
      UPSTASH_REDIS_REST_TOKEN: upstash.token,
    },
    ownSku: (name) => `${name}-${run}`,
    stock: (...products) => record.load([], products),
    async close() {
      redis.disconnect()
      await upstash.close()
      await mysql.close()
      await own?.stop()
    },
  }
}

export function product(sku: string, fields: Partial<NewProduct> = {}): NewProduct {
  return {
    sku,
    title: { en: `Product ${sku}` },
    description: { en: 'A product.' },
    category: 'tea',
    priceAmount: 1_000,
    compareAtAmount: null,
    images: [],
    attributes: {},
    labels: [],
    status: 'active',
    onHand: 50,
    ...fields,
  }
}

const sharedRedis = () => process.env.PANNIER_TEST_REDIS_URL ?? ''

function startOwnRedis(): Promise<Service> {
  const program = findRedis()
  return program ? startPrivateRedis(program, null) : claimRedisDatabase(sharedRedis())
}
