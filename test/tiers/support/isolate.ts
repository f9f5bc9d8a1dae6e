/** Product reads as in one isolate: its memory is separate, the tiers below are shared. */
import type { Product } from '../../../src/domain/product.ts'
import type { L2 } from '../../../src/tiers/l2.ts'
import { Memory } from '../../../src/tiers/memory.ts'
import type { OldValues } from '../../../src/tiers/old-values.ts'
import { ReadThrough } from '../../../src/tiers/read-through.ts'
import type { RecordStore } from '../../../src/tiers/record/record.ts'
import type { RedisUnderTest } from './redis-l2.ts'

export type Load = (skus: readonly string[]) => Promise<ReadonlyMap<string, Product>>

export interface IsolateOptions {
  readonly l2?: L2 | null
  readonly load?: Load
}

export function openIsolate(redis: RedisUnderTest, record: RecordStore, more: IsolateOptions = {}) {
  const clock = { now: 1_000 }
  const deferred: Promise<unknown>[] = []
  const loads: (readonly string[])[] = []
  const load = more.load ?? ((skus) => record.getProducts(skus))
  const memory = new Memory<Product>({ maxBytes: 1_000_000, random: () => 0.5, now: () => clock.now })
  const products = new ReadThrough<Product>({
    memory,
    l2: more.l2 === undefined ? redis.open({ breaker: { minimumCalls: 20 } }) : more.l2,
    load: (skus) => {
      loads.push(skus)
      return load(skus)
    },
    l2Key: (sku) => `product:${sku}`,
    parse(text) {
      try {
        return JSON.parse(text)
      } catch {
        return null
      }
    },
    memoryTtlMs: 30_000,
    l2TtlSeconds: 300,
    absentTtlMs: 5_000,
    oldSeconds: 3_600,
  })
  const defer = (work: Promise<unknown>) => void deferred.push(work)
  return {
    clock,
    loads,
    get: (sku: string, old?: OldValues) => products.get(sku, defer, old),
    getMany: (...skus: string[]) => products.getMany(skus, defer),
    getManyOr: (old: OldValues, ...skus: string[]) => products.getMany(skus, defer, old),
    put: (value: Product) => products.put(new Map([[value.sku, value]])),
    held: (sku: string) => memory.get(sku)?.version ?? null,
    stats: () => products.stats(),
    settle: () => Promise.all(deferred),
  }
}
