/**
 * Surrounds every request with its id, the ports, the answer to a thrown error, the common header fields, and one log
 * line at the end. Invariant: the line has the route's pattern, never a path, an address or a token.
 */
import { accessOf } from '../../contract/access.ts'
import type { RequestContext } from '../context.ts'
import { type Ports, portsOf } from '../ports.ts'
import { complete } from './answer.ts'
import { outerOf } from './inner-request.ts'
import { respondWithProblem } from './problem-response.ts'
import { newRequestId, traceIdOf } from './trace-context.ts'
import { inSpan } from './tracing.ts'

/** @param dispatch admits the request and answers it; an error that it throws is answered as a problem */
export async function surround<C extends RequestContext>(
  c: C,
  patternOf: (c: C) => string,
  dispatch: () => Promise<Response>,
): Promise<Response> {
  const startedAt = Date.now()
  const outer = outerOf(c.req.raw)
  const requestId = outer?.requestId ?? newRequestId(c.req.header('traceparent'))
  const traceId = traceIdOf(requestId)
  const { method, path } = c.req
  c.set('requestId', requestId)
  c.set('access', accessOf(method, path))
  let ports: Ports | null = null
  let answer: Response
  try {
    ports = portsOf(c.env)
    c.set('ports', ports)
    answer = await (traceId && !outer ? inSpan('request', { traceparent: requestId }, dispatch) : dispatch())
  } catch (error) {
    answer = respondWithProblem(c, error)
  }
  c.get('leave')?.()
  if (!c.get('isWhole')) complete(c, answer)
  if (!ports) return answer
  const route = patternOf(c)
  const ms = Date.now() - startedAt
  const { status } = answer
  if (!outer) {
    ports.requests.answered(method, route, status, ms)
    ports.sendMetrics()
  }
  ports.log(outer ? 'debug' : 'info', 'request', () => ({
    requestId,
    traceId,
    method,
    route,
    status,
    ms,
    role: c.get('principal')?.role,
  }))
  return answer
}
