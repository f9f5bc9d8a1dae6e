/** Answers a request of the API: the front has the busiest routes, Hono all others. */
import type { Env } from '../contract/env.ts'
import { app } from './app.ts'
import { answerFirst } from './front.ts'

export function answerRequest(request: Request, env: Env, ctx: ExecutionContext): Response | Promise<Response> {
  return answerFirst(request, env) ?? app.fetch(request, env, ctx)
}
