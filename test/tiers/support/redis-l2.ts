/** L2 over a real Redis, with separate keys for each test file, behind a gateway that can be made to fail. */
import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import { startUpstashGateway, type UpstashGateway } from '../../../dev/gateways/upstash.ts'
import { createRedisL2, type GuardedL2, type RedisOptions } from '../../../src/tiers/redis/redis.ts'

export interface RedisUnderTest {
  readonly gateway: UpstashGateway
  readonly prefix: string
  /** Bypasses the gateway; its keys need the prefix. */
  readonly redis: Redis
  open(more?: Partial<RedisOptions>): GuardedL2
  close(): Promise<void>
}

export async function startRedis(): Promise<RedisUnderTest> {
  const redisUrl = process.env.PANNIER_TEST_REDIS_URL ?? ''
  const gateway = await startUpstashGateway({ redisUrl })
  const redis = new Redis(redisUrl)
  const prefix = `test-${randomBytes(4).toString('hex')}:`
  return {
    gateway,
    prefix,
    redis,
    open: (more) =>
      createRedisL2({
        url: gateway.url,
        token: gateway.token,
        prefix,
        deadlineMs: 5_000,
        pipelineDeadlineMs: 5_000,
        ...more,
      }),
    async close() {
      const keys = await redis.keys(`${prefix}*`)
      if (keys.length > 0) await redis.del(keys)
      redis.disconnect()
      await gateway.close()
    },
  }
}
