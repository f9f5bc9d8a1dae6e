/** Statistics of the caches that catalogue reads use, for operators. */
import { Hono } from 'hono'
import { cacheRoutes as routes } from '../../contract/http/caches.ts'
import type { AppEnv } from '../context.ts'

export const cacheRoutes = new Hono<AppEnv>().get(routes.caches.path, (c) => {
  const { catalogue, prices } = c.get('ports')
  const caches = Object.entries({ ...catalogue.stats(), ...prices.stats() })
  return c.json({ items: caches.map(([name, { memory, reads }]) => ({ name, memory, ...reads })) }, 200)
})
