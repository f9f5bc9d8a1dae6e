/** What operators see of the caches that catalogue reads go through. */
import * as z from 'zod'

const count = z.number().int()
const upper = z.object({ memory: count, l2: count })

const cacheSchema = z
  .object({
    name: z.string().meta({ example: 'products' }),
    memory: z
      .object({
        entries: count,
        bytes: count,
        maxBytes: count,
        evicted: count.meta({ description: 'Used longest ago, when room was needed.' }),
        expired: count,
        replaced: count,
        tooLarge: count.meta({ description: 'Values that were not kept: each larger than an eighth of the bound.' }),
      })
      .meta({ id: 'CacheMemory' }),
    hits: upper,
    misses: upper,
    joined: count.meta({ description: 'Keys that waited for another request’s read.' }),
    loads: count.meta({ description: 'Keys that the record was asked for, and answered.' }),
    absent: count.meta({ description: 'Those of them that it does not have.' }),
    errors: count.meta({ description: 'Calls to L2 or the record that failed.' }),
    fills: upper,
  })
  .meta({ id: 'Cache' })

export const cacheListSchema = z.object({ items: z.array(cacheSchema) }).meta({
  id: 'CacheList',
  description: 'As this isolate sees them, since it began; every isolate has its own.',
})
