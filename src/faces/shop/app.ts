/** The application of the shop's pages: entry, then the routes; refusals and faults become pages too. */
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { getPath } from 'hono/utils/url'
import { Problem } from '../../contract/problem.ts'
import { isLongUrl } from '../../worker/guard/sizes.ts'
import { respondWithProblem } from '../../worker/http/problem-response.ts'
import { requestOf } from './context.ts'
import { admitted, isForScripts, surrounded } from './entry.ts'
import { loadFrame } from './frame.ts'
import type { PageEnv } from './page.ts'
import { errorView } from './pages/error.ts'
import { type ProblemBody, problemIn, refusalIn } from './refusal.ts'
import { accountRoutes } from './routes/account.ts'
import { addressRoutes } from './routes/addresses.ts'
import { cartRoutes } from './routes/cart.ts'
import { cartScriptRoutes } from './routes/cart-script.ts'
import { checkoutRoutes } from './routes/checkout.ts'
import { homeRoutes } from './routes/home.ts'
import { linkRoutes } from './routes/links.ts'
import { listingRoutes } from './routes/listing.ts'
import { orderRoutes } from './routes/orders.ts'
import { productRoutes } from './routes/product.ts'
import { signInRoutes } from './routes/sign-in.ts'
import { sitemapRoutes } from './routes/sitemap.ts'
import { staticRoutes } from './routes/static.ts'
import { show } from './show.ts'

const base = new Hono<PageEnv>({ getPath: (request) => (isLongUrl(request.url) ? '/' : getPath(request)) })

base.onError(async (error, c) => {
  if (isForScripts(c.req.path)) return respondWithProblem(requestOf(c), problemIn(error))
  const page = c.get('page')
  const { status, retryAfter } = await statusOf(error)
  return show(page, errorView(page, status, retryAfter), await loadFrame(page))

  async function statusOf(thrown: Error): Promise<{ status: number; retryAfter: string | null }> {
    const refusal = refusalIn(thrown)
    if (refusal) return { status: refusal.problem.status, retryAfter: refusal.retryAfter }
    // Hono's CSRF check throws this exception.
    const isForeign = thrown instanceof HTTPException && thrown.status === 403
    const reported = isForeign ? new Problem('forbidden', 'This form must be sent from its own page.') : thrown
    // Logs faults, as for the API.
    const answer = respondWithProblem(requestOf(c), reported)
    c.set('isWhole', false)
    const { status } = (await answer.json()) as ProblemBody
    return { status, retryAfter: answer.headers.get('retry-after') }
  }
})

base.notFound(async (c) => {
  const page = c.get('page')
  return show(page, errorView(page, 404, null), await loadFrame(page))
})
base.use(surrounded, admitted)

export const shop = base
  .route('/', homeRoutes)
  .route('/', listingRoutes)
  .route('/', productRoutes)
  .route('/', signInRoutes)
  .route('/', linkRoutes)
  .route('/', accountRoutes)
  .route('/', addressRoutes)
  .route('/', orderRoutes)
  .route('/', cartScriptRoutes)
  .route('/', cartRoutes)
  .route('/', checkoutRoutes)
  .route('/', sitemapRoutes)
  .route('/', staticRoutes)
