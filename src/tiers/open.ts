/** Opens the tiers that the configuration names: MySQL or else D1 as the record, and Redis as L2 or none. */
import { waitUntil } from 'cloudflare:workers'
import type { Config } from '../contract/config.ts'
import type { Metrics } from '../domain/metrics/registry.ts'
import { createD1Record } from './record/d1/record.ts'
import type { GuardedRecord } from './record/guarded-record.ts'
import { createMysqlRecord } from './record/mysql/record.ts'
import { createRedisL2, type GuardedL2 } from './redis/redis.ts'

export interface Tiers {
  readonly record: GuardedRecord
  /** Null when no Redis is configured. */
  readonly l2: GuardedL2 | null
}

const opened = new WeakMap<object, Tiers>()

/** Opens the tiers of this isolate. All its requests and objects share their breakers. */
export function openTiers(config: Config, bindings: { readonly RECORD: D1Database }, metrics: Metrics): Tiers {
  const known = opened.get(config)
  if (known) return known
  const { DATABASE_URL: url, redis } = config
  const options = { metrics, defer: waitUntil }
  const tiers: Tiers = {
    record: url ? createMysqlRecord({ url, ...options }) : createD1Record({ database: bindings.RECORD, ...options }),
    l2: redis ? createRedisL2({ ...redis, ...options }) : null,
  }
  opened.set(config, tiers)
  return tiers
}
