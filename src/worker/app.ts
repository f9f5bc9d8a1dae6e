/**
 * The HTTP application: entry (with CORS and the guard), then the routes. Chained, so that the typed client gets its
 * type.
 */
import { type Context, Hono } from 'hono'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { getPath } from 'hono/utils/url'
import { Problem } from '../contract/problem.ts'
import type { AppEnv } from './context.ts'
import { isLongUrl } from './guard/sizes.ts'
import { entry } from './http/entry.ts'
import { respondWithProblem } from './http/problem-response.ts'
import { accountRoutes } from './routes/accounts.ts'
import { addressRoutes } from './routes/addresses.ts'
import { adminCartRoutes } from './routes/admin-carts.ts'
import { adminCategoryRoutes } from './routes/admin-categories.ts'
import { adminOrderRoutes } from './routes/admin-orders.ts'
import { adminPriceRuleRoutes } from './routes/admin-price-rules.ts'
import { adminProductRoutes } from './routes/admin-products.ts'
import { adminStockRoutes } from './routes/admin-stock.ts'
import { adminWebhookRoutes } from './routes/admin-webhooks.ts'
import { alertRoutes } from './routes/alerts.ts'
import { auditRoutes } from './routes/audit.ts'
import { cacheRoutes } from './routes/caches.ts'
import { calculatorRoutes } from './routes/calculator.ts'
import { canaryRoutes } from './routes/canary.ts'
import { cartRoutes } from './routes/cart.ts'
import { checkoutRoutes } from './routes/checkout.ts'
import { documentRoutes } from './routes/documents.ts'
import { eventRoutes } from './routes/events.ts'
import { hookRoutes } from './routes/hooks.ts'
import { identityRoutes } from './routes/identity.ts'
import { importRoutes } from './routes/import.ts'
import { invoiceRoutes } from './routes/invoices.ts'
import { liveRoutes } from './routes/live.ts'
import { meRoutes } from './routes/me.ts'
import { mediaRoutes } from './routes/media.ts'
import { metricsRoutes } from './routes/metrics.ts'
import { operationRoutes } from './routes/operations.ts'
import { orderRoutes } from './routes/orders.ts'
import { passkeyRoutes } from './routes/passkeys.ts'
import { payPageRoutes } from './routes/pay-page.ts'
import { pictureRoutes } from './routes/pictures.ts'
import { policyRoutes } from './routes/policies.ts'
import { productRoutes } from './routes/products.ts'
import { rankingRoutes } from './routes/rankings.ts'
import { reportRoutes } from './routes/reports.ts'
import { securityRoutes } from './routes/security.ts'
import { systemRoutes } from './routes/system.ts'
import { visitRoutes } from './routes/visits.ts'
import { webhookRoutes } from './routes/webhooks.ts'

// The guard refuses a longer URL. Skip its decoding and routing, which would cost milliseconds first.
const base = new Hono<AppEnv>({ getPath: (request) => (isLongUrl(request.url) ? '/' : getPath(request)) })

base.onError((error, c) => respondWithProblem(c, error))
base.notFound((c) => respondWithProblem(c, new Problem('not_found', 'The route does not exist.')))
base.use(entry)

export const app = base
  .route('/', cartRoutes)
  .route('/', liveRoutes)
  .route('/', productRoutes)
  .route('/', rankingRoutes)
  .route('/', identityRoutes)
  .route('/', meRoutes)
  .route('/', addressRoutes)
  .route('/', passkeyRoutes)
  .route('/', accountRoutes)
  .route('/', checkoutRoutes)
  .route('/', orderRoutes)
  .route('/', invoiceRoutes)
  .route('/', adminOrderRoutes)
  .route('/', adminStockRoutes)
  .route('/', adminCartRoutes)
  .route('/', adminProductRoutes)
  .route('/', adminCategoryRoutes)
  .route('/', adminPriceRuleRoutes)
  .route('/', calculatorRoutes)
  .route('/', importRoutes)
  .route('/', operationRoutes)
  .route('/', metricsRoutes)
  .route('/', alertRoutes)
  .route('/', reportRoutes)
  .route('/', canaryRoutes)
  .route('/', policyRoutes)
  .route('/', auditRoutes)
  .route('/', systemRoutes)
  .route('/', visitRoutes)
  .route('/', cacheRoutes)
  .route('/', hookRoutes)
  .route('/', webhookRoutes)
  .route('/', payPageRoutes)
  .route('/', securityRoutes)
  .route('/', eventRoutes)
  .route('/', adminWebhookRoutes)
  .route('/', mediaRoutes)
  .route('/', pictureRoutes)
  .route('/', documentRoutes)

// This comes after the routes, so it runs only for requests that no route has answered.
base.use(
  methodNotAllowed({
    app: base,
    onMethodNotAllowed(c: Context<AppEnv>, methods: readonly string[]) {
      const allowed = methods.join(', ')
      const problem = new Problem('method_not_allowed', `Supported methods: ${allowed}.`, {
        headers: { Allow: allowed },
      })
      return respondWithProblem(c, problem)
    },
  }),
)

export type AppType = typeof app
