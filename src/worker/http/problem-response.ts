/** Turns refusals and faults into problem documents (RFC 9457). The client sees only the request id of a fault. */
import { HTTPException } from 'hono/http-exception'
import { ConfigError } from '../../contract/config.ts'
import { describeError, jsonLog } from '../../contract/log.ts'
import { PROBLEMS, Problem, unavailable } from '../../contract/problem.ts'
import { TierError } from '../../tiers/calls/tier-error.ts'
import type { RequestContext } from '../context.ts'
import { ObjectDown } from '../object-call.ts'
import { whole } from './answer.ts'

/** The contract's page explains each code here; a relative URI reference, as RFC 9457 allows. */
const TYPE_BASE = '/docs#'

export function respondWithProblem(c: RequestContext, error: unknown): Response {
  const problem = problemFor(c, error)
  const [status, title] = PROBLEMS[problem.code]
  c.get('ports')?.metrics.counter('refusals_total', { code: problem.code }).add()
  const requestId = c.get('requestId')
  const body = {
    type: `${TYPE_BASE}${problem.code}`,
    title,
    status,
    code: problem.code,
    detail: problem.message,
    requestId,
    ...problem.extra,
  }
  const fields = {
    'Content-Type': 'application/problem+json',
    // Every 401 must say how to authenticate (RFC 9110, 15.5.2).
    ...(status === 401 && { 'WWW-Authenticate': 'Bearer realm="pannier"' }),
    ...problem.headers,
  }
  return whole(c, JSON.stringify(body), fields, status)
}

function problemFor(c: RequestContext, error: unknown): Problem {
  if (error instanceof Problem) {
    // During a deploy an object can be newer than this worker and refuse with a code that this worker's table does not
    // have.
    return Object.hasOwn(PROBLEMS, error.code)
      ? error
      : unavailable('The answer cannot be read while a new version is deployed. Try again.')
  }
  if (error instanceof HTTPException) return new Problem('invalid_request', error.message)
  // Until the ports are built there is no configured log.
  const log = c.get('ports')?.log ?? jsonLog('error')
  const reason = describeError(error)
  if (error instanceof ObjectDown || error instanceof TierError) {
    log('warn', 'request.unavailable', { requestId: c.get('requestId'), reason })
    return unavailable(
      'A dependency did not answer. The request may or may not have been applied; retry it with the same Idempotency-Key.',
    )
  }
  if (error instanceof ConfigError) {
    log('error', 'config.broken', { alert: true, requestId: c.get('requestId'), reason })
    return unavailable('The service is not configured.', 30)
  }
  log('error', 'request.failed', { alert: true, requestId: c.get('requestId'), reason })
  return new Problem('internal', 'The fault was logged under this request id.')
}
