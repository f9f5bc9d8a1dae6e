/**
 * The operators' console: its shell, its sign-in, and the gateway of its scripts.
 * Invariant: every request that carries the operator's sign-in comes from the console's own pages.
 */
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { getPath } from 'hono/utils/url'
import { Problem } from '../../contract/problem.ts'
import type { AppEnv } from '../../worker/context.ts'
import { takeOfAddress } from '../../worker/guard/guard.ts'
import { isLongUrl, refuseOversized } from '../../worker/guard/sizes.ts'
import { patternOf } from '../../worker/http/entry.ts'
import { ownOrigin } from '../../worker/http/own-origin.ts'
import { respondWithProblem } from '../../worker/http/problem-response.ts'
import { surround } from '../../worker/http/surround.ts'
import { problemIn } from '../shop/refusal.ts'
import { gatewayRoutes } from './gateway.ts'
import { sessionRoutes } from './session.ts'
import { shellRoutes } from './shell.ts'

const base = new Hono<AppEnv>({ getPath: (request) => (isLongUrl(request.url) ? '/' : getPath(request)) })

base.onError((error, c) => respondWithProblem(c, problemIn(error)))
base.notFound((c) => respondWithProblem(c, new Problem('not_found', 'The page does not exist.')))

const surrounded: MiddlewareHandler<AppEnv> = async (c, next) => {
  const answer = await surround(c, patternOf, async () => {
    await next()
    return c.res
  })
  // Setting the same response again would copy it.
  if (answer !== c.res) c.res = answer
}

const admitted: MiddlewareHandler<AppEnv> = async (c, next) => {
  refuseOversized(c.req.raw)
  const taken = takeOfAddress(c)
  if (taken) await taken
  refuseForeign(c)
  await next()
}

/**
 * Browsers name the origin of every script's write. A read of another site gets no answer that its scripts could see,
 * and is refused where the browser says that it comes from there, unless it opens a page.
 */
function refuseForeign(c: Context<AppEnv>): void {
  const { method } = c.req
  const site = c.req.header('sec-fetch-site') ?? 'same-origin'
  const opensPage = c.req.header('sec-fetch-mode') === 'navigate' && method === 'GET'
  const isOwn =
    method === 'GET' || method === 'HEAD'
      ? site === 'same-origin' || opensPage
      : c.req.header('origin') === ownOrigin(c) && site === 'same-origin'
  if (!isOwn) throw new Problem('forbidden', 'This request must be sent from a page of the console.')
}

base.use(surrounded, admitted)

export const operatorsConsole = base.route('/', sessionRoutes).route('/', gatewayRoutes).route('/', shellRoutes)
