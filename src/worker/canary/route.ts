/**
 * Gives requests to the canary before any work is done for them. Invariants: a request reaches one deployment, and only
 * a safe one that the canary did not answer is answered by this deployment as well; a write is never sent twice.
 */
import type { Env } from '../../contract/env.ts'
import { CANARY_PATH } from '../../contract/http/canary.ts'
import { describeError } from '../../contract/log.ts'
import { unavailable } from '../../contract/problem.ts'
import { type Canary, isWithinShare } from '../../domain/canary/canary.ts'
import { withDeadline } from '../../tiers/calls/deadline.ts'
import { FrontContext } from '../front.ts'
import { authenticate } from '../guard/authenticate.ts'
import { addressOf } from '../guard/guard.ts'
import { surround } from '../http/surround.ts'
import { type Ports, portsOf } from '../ports.ts'

/** Finds the access token of a page's request. */
type TokenIn = (request: Request) => string | null
type Answer = (request: Request, env: Env, ctx: ExecutionContext) => Response | Promise<Response>

/** A read that has no answer by then is answered by this deployment. */
const ANSWER_MS = 10_000
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])
/** Senders of these are no shoppers: operators, health checks, scrapes, and providers with their webhooks. */
const STABLE_ONLY = /^\/(?:v1\/(?:admin|hooks|webhooks)\/|console|metrics|healthz|readyz)/

interface Routed {
  readonly request: Request
  readonly c: FrontContext
  readonly ports: Ports
  readonly deployment: Fetcher
  readonly answerHere: () => Response | Promise<Response>
}

/** @param answer answers a request in this deployment */
export function besideCanary(answer: Answer, tokenIn: TokenIn = () => null): Answer {
  return (request, env, ctx) => {
    const { CANARY: deployment } = env
    const ports = deployment ? portsOrNull(env) : null
    const setting = ports?.settings.canary()
    const isStopped = !setting || (!(setting instanceof Promise) && !setting.isRunning)
    if (!deployment || !ports || isStopped) return answer(request, env, ctx)
    const c = new FrontContext(request, env, new URL(request.url).pathname)
    c.set('ports', ports)
    return route({ request, c, ports, deployment, answerHere: () => answer(request, env, ctx) }, setting, tokenIn)
  }
}

/** Null with a broken configuration, which this deployment's answer says. */
function portsOrNull(env: Env): Ports | null {
  try {
    return portsOf(env)
  } catch {
    return null
  }
}

async function route(routed: Routed, setting: Canary | Promise<Canary>, tokenIn: TokenIn): Promise<Response> {
  const canary = await setting
  const isItsTurn = canary.isRunning && (await isForCanary(routed, canary, tokenIn))
  return isItsTurn ? answerThere(routed) : routed.answerHere()
}

async function answerThere({ request, c, ports, deployment, answerHere }: Routed): Promise<Response> {
  const count = (outcome: 'answered' | 'failed' | 'unreachable') => {
    ports.metrics.counter('canary_requests_total', { outcome }).add()
    ports.sendMetrics()
  }
  const isSafe = SAFE.has(request.method)
  try {
    const answered = await (isSafe
      ? withDeadline(ANSWER_MS, (signal) => deployment.fetch(request, { signal }))
      : deployment.fetch(request))
    count(answered.status >= 500 ? 'failed' : 'answered')
    return marked(answered)
  } catch (error) {
    count('unreachable')
    ports.log('warn', 'canary.unreachable', { method: request.method, reason: describeError(error) })
    return isSafe ? answerHere() : surround(c, () => '/*', refuseWrite)
  }
}

async function isForCanary({ c, ports }: Routed, canary: Canary, tokenIn: TokenIn): Promise<boolean> {
  const { path } = c.req
  // A broken canary must not keep operators from stopping it.
  if (path === CANARY_PATH) return false
  if (c.req.header('x-env-flag') === 'canary') return true
  if (STABLE_ONLY.test(path) || (canary.share === 0 && canary.users.length === 0)) return false
  // Fails open: a sender who cannot be verified counts as an address.
  const user = await userOf(c, ports, tokenIn).catch(() => null)
  if (user !== null && canary.users.includes(user)) return true
  return isWithinShare(canary, user ?? addressOf(c))
}

async function userOf(c: FrontContext, { tokens }: Ports, tokenIn: TokenIn): Promise<string | null> {
  const token = tokenIn(c.req.raw)
  return (await (token === null ? authenticate(c) : tokens.verify(token)))?.id ?? null
}

/** So that people can see which deployment has answered. */
function marked(answer: Response): Response {
  // A copy would lose the connection.
  if (answer.webSocket) return answer
  const copy = new Response(answer.body, answer)
  copy.headers.set('X-Deployment', 'canary')
  return copy
}

async function refuseWrite(): Promise<Response> {
  throw unavailable(
    'The canary deployment did not answer. The request may or may not have been applied; retry it with the same ' +
      'Idempotency-Key.',
  )
}
