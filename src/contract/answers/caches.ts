/** The caches that catalogue reads go through, as operators see them. */
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
        evicted: count.check(z.meta({ description: 'Used longest ago, when room was needed.' })),
        expired: count,
        replaced: count,
        tooLarge: count.check(
          z.meta({ description: 'Values that were not kept: each larger than an eighth of the bound.' }),
        ),
      })
      .register(z.globalRegistry, { id: 'CacheMemory' }),
    hits: upper,
    misses: upper,
    joined: count.check(z.meta({ description: 'Keys that waited for another request’s read.' })),
    loads: count.check(z.meta({ description: 'Keys that the record was asked for, and answered.' })),
    absent: count.check(z.meta({ description: 'Those of them that it does not have.' })),
    errors: count.check(z.meta({ description: 'Calls to L2 or the record that failed.' })),
    fills: upper,
  })
  .register(z.globalRegistry, { id: 'Cache' })

export const cacheListSchema = z.object({ items: z.array(cacheSchema) }).register(z.globalRegistry, {
  id: 'CacheList',
  description: 'As this isolate sees them, since it began; every isolate has its own.',
})
