/** Answers a request of the API: the front has the busiest routes, Hono all others. */
import type { Env } from '../contract/env.ts'
import { app } from './app.ts'
import { answerFirst } from './front.ts'

export function answerRequest(request: Request, env: Env, ctx: ExecutionContext): Response | Promise<Response> {
  // Only npm start binds a mailbox. In a deployment its path is unknown like any other.
  if (env.MAILBOX && new URL(request.url).pathname.startsWith('/dev/mail')) return env.MAILBOX.fetch(request)
  return answerFirst(request, env) ?? app.fetch(request, env, ctx)
}
