/** The middleware for every request that Hono dispatches: first CORS, then the guard, then the route. */
import type { Context, MiddlewareHandler, Next } from 'hono'
import { matchedRoutes } from 'hono/route'
import type { AppEnv } from '../context.ts'
import { guard } from '../guard/guard.ts'
import { crossOrigin } from './cross-origin.ts'
import { respondWithProblem } from './problem-response.ts'
import { surround } from './surround.ts'

export const entry: MiddlewareHandler<AppEnv> = async (c, next) => {
  const answer = await surround(c, patternOf, () => dispatch(c, next))
  // Setting the same response again would copy it.
  if (answer !== c.res) c.res = answer
}

/** Requests without an Origin header skip CORS, because they need none of its headers. */
async function dispatch(c: Context<AppEnv>, next: Next): Promise<Response> {
  if (c.req.header('origin') === undefined) {
    await guard(c)
    await next()
    return c.res
  }
  const preflight = await crossOrigin(c, () => guarded(c, next))
  return preflight ?? c.res
}

/** Guard refusals are answered within CORS, so that pages of other origins can read them too. */
async function guarded(c: Context<AppEnv>, next: Next): Promise<void> {
  try {
    await guard(c)
  } catch (error) {
    c.res = respondWithProblem(c, error)
    return
  }
  await next()
}

/**
 * The pattern of the matched route, even if a middleware answered. Middlewares match every path (`/*`), so they are
 * skipped.
 */
export function patternOf(c: Context<AppEnv>): string {
  return matchedRoutes(c).findLast(({ path }) => path !== '/*')?.path ?? '/*'
}
