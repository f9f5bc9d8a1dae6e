/** Every request on its way through Hono: pages of other origins first, then the guard, then the route. */
import type { Context, MiddlewareHandler, Next } from 'hono'
import { matchedRoutes } from 'hono/route'
import type { AppEnv } from './context.ts'
import { crossOrigin } from './cross-origin.ts'
import { guard } from './guard/guard.ts'
import { respondWithProblem } from './problem-response.ts'
import { surround } from './surround.ts'

export const entry: MiddlewareHandler<AppEnv> = async (c, next) => {
  const answer = await surround(c, patternOf, () => dispatch(c, next))
  // To set it again would copy it.
  if (answer !== c.res) c.res = answer
}

/** Requests from no page of another origin need none of its headers. */
async function dispatch(c: Context<AppEnv>, next: Next): Promise<Response> {
  if (c.req.header('origin') === undefined) {
    await guard(c)
    await next()
    return c.res
  }
  const preflight = await crossOrigin(c, () => guarded(c, next))
  return preflight ?? c.res
}

/** Refusals are answers that a page of another origin may read too. */
async function guarded(c: Context<AppEnv>, next: Next): Promise<void> {
  try {
    await guard(c)
  } catch (error) {
    c.res = respondWithProblem(c, error)
    return
  }
  await next()
}

/** Of the route that is asked for, answered by it or not; what stands around all of them matches every path. */
function patternOf(c: Context<AppEnv>): string {
  return matchedRoutes(c).findLast(({ path }) => path !== '/*')?.path ?? '/*'
}
