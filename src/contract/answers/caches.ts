/** The state of the catalogue caches, for operators. */
import * as z from 'zod/mini'

const count = z.int()
const upper = z.object({ memory: count, l2: count })

const cacheSchema = z
  .object({
    name: z.string().check(z.meta({ example: 'products' })),
    memory: z
      .object({
        entries: count,
        bytes: count,
        maxBytes: count,
        evicted: count.check(z.meta({ description: 'Least recently used values that were removed to make room.' })),
        expired: count,
        replaced: count,
        tooLarge: count.check(
          z.meta({ description: 'Values that were not cached because they exceed an eighth of `maxBytes`.' }),
        ),
      })
      .register(z.globalRegistry, { id: 'CacheMemory' }),
    hits: upper,
    misses: upper,
    joined: count.check(z.meta({ description: 'Keys that waited for the read of another request.' })),
    loads: count.check(z.meta({ description: 'Keys that were looked up in the record with an answer.' })),
    absent: count.check(z.meta({ description: 'Keys of `loads` that the record does not contain.' })),
    errors: count.check(z.meta({ description: 'Failed calls to L2 or the record.' })),
    fills: upper,
  })
  .register(z.globalRegistry, { id: 'Cache' })

export const cacheListSchema = z.object({ items: z.array(cacheSchema) }).register(z.globalRegistry, {
  id: 'CacheList',
  description: 'The caches of this isolate since its start. Each isolate has its own caches.',
})
