/** Signed notices from other systems. Invariant: a body is parsed only after its signature is verified. */
import { Hono, type MiddlewareHandler } from 'hono'
import { hookRoutes as routes } from '../../contract/http/hooks.ts'
import { Problem } from '../../contract/problem.ts'
import { verifyWebhook } from '../../contract/standard-webhooks.ts'
import { refreshCatalogue } from '../catalogue/feed.ts'
import type { AppEnv } from '../context.ts'
import { jsonOf } from '../http/validate.ts'

/** Replays within the signature's lifetime are accepted, because the notice only makes the record be read again. */
const signedByCatalogue: MiddlewareHandler<AppEnv> = async (c, next) => {
  const { CATALOGUE_HOOK_SECRET: secret } = c.get('ports').config
  if (secret === undefined) throw new Problem('not_found', 'The route does not exist.')
  // The guard has stored the body's exact text here.
  const text = (await c.req.bodyCache.text) ?? ''
  if (!(await verifyWebhook(secret, (name) => c.req.header(name), text, Date.now()))) {
    throw new Problem(
      'unauthenticated',
      'The signature is missing or wrong, or its timestamp is more than 5 minutes from now.',
    )
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
