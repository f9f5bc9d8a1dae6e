/** Signed notices of other systems. Invariant: nothing is read from a body before its signature was verified. */
import { Hono, type MiddlewareHandler } from 'hono'
import { hookRoutes as routes } from '../../contract/http/hooks-routes.ts'
import { Problem } from '../../contract/problem.ts'
import { verifyWebhook } from '../../contract/standard-webhooks.ts'
import { refreshCatalogue } from '../catalogue-feed.ts'
import type { AppEnv } from '../context.ts'
import { jsonOf } from '../validate.ts'

/** A repeat within the time that a signature holds is done again: it only reads the record once more. */
const signedByCatalogue: MiddlewareHandler<AppEnv> = async (c, next) => {
  const { CATALOGUE_HOOK_SECRET: secret } = c.get('ports').config
  if (secret === undefined) throw new Problem('not_found', 'There is no such route.')
  // Left there by the guard: exactly what came.
  const text = (await c.req.bodyCache.text) ?? ''
  if (!(await verifyWebhook(secret, (name) => c.req.header(name), text, Date.now()))) {
    throw new Problem('unauthenticated', 'The signature is missing or wrong, or its time is more than 5 minutes away.')
  }
  await next()
}

export const hookRoutes = new Hono<AppEnv>().post(
  routes.catalogue.path,
  signedByCatalogue,
  jsonOf(routes.catalogue.body),
  async (c) => {
    const { products, categories = false } = c.req.valid('json')
    const skus = [...new Set(products.map(({ sku }) => sku))]
    return c.json(await refreshCatalogue(c.get('ports'), skus, categories), 200)
  },
)
