/**
 * Passes the console's calls to the API in the same isolate, with the operator's token from the cookie. Guard, limits,
 * validation and refusals are the API's own. Invariant: no answer of a route that is passed contains a token.
 */
import { Hono } from 'hono'
import { Problem } from '../../contract/problem.ts'
import { answerRequest } from '../../worker/answer-request.ts'
import type { AppEnv } from '../../worker/context.ts'
import { inside } from '../../worker/http/inner-request.ts'
import { accessTokenIn } from '../shop/session.ts'

const PREFIX = '/console/api'
const PASSED = /^\/(?:v1\/(?:admin|products|families|categories)(?:\/|$)|readyz$)/
const FIELDS = [
  'accept-language',
  'cf-connecting-ip',
  'content-length',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'pannier-reason',
]

export const gatewayRoutes = new Hono<AppEnv>().all(`${PREFIX}/*`, (c) => {
  const url = new URL(c.req.url)
  url.pathname = url.pathname.slice(PREFIX.length)
  if (!PASSED.test(url.pathname)) throw new Problem('not_found', 'The route does not exist.')
  const token = accessTokenIn(c.req.header('cookie') ?? '', 'console')
  if (token === null) throw new Problem('unauthenticated', 'The sign-in has ended or must be renewed.')
  const headers = new Headers({ authorization: `Bearer ${token}` })
  for (const name of FIELDS) {
    const value = c.req.header(name)
    if (value !== undefined) headers.set(name, value)
  }
  const { method, body } = c.req.raw
  const request = new Request(url, { method, headers, body })
  const outer = { requestId: c.get('requestId'), limitHeaders: c.get('limitHeaders') }
  return answerRequest(inside(outer, request), c.env, c.executionCtx as ExecutionContext)
})
