/**
 * The pages' client of the API, which runs in the same isolate: each call is a request to the same handler that answers
 * clients from outside, so guard, limits, validation and refusals are the API's own.
 */
import { hc } from 'hono/client'
import { accessOf } from '../../contract/access.ts'
import { answerRequest } from '../../worker/answer-request.ts'
import type { AppType } from '../../worker/app.ts'
import { inside } from '../../worker/http/inner-request.ts'
import type { ShopContext } from './context.ts'
import { type ProblemBody, Refusal } from './refusal.ts'

export type Api = ReturnType<typeof hc<AppType>>

/** Says whose request it is; null for a stranger's. */
export type TokenOf = () => Promise<string | null>

/**
 * @param locale the language of the answers
 * @param tokenOf asked only for routes that need a token
 */
export function apiOf(c: ShopContext, locale: string, tokenOf: TokenOf): Api {
  const address = c.req.header('cf-connecting-ip')
  const call = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(url, init as RequestInit<RequestInitCfProperties>)
    const { headers } = request
    headers.set('accept-language', locale)
    if (address !== undefined) headers.set('cf-connecting-ip', address)
    const { pathname } = new URL(request.url)
    if (accessOf(request.method, pathname) !== 'public') {
      const token = await tokenOf()
      if (token !== null) headers.set('authorization', `Bearer ${token}`)
    }
    const outer = { requestId: c.get('requestId'), limitHeaders: c.get('limitHeaders') }
    return answerRequest(inside(outer, request), c.env, c.executionCtx as ExecutionContext)
  }
  return hc<AppType>(new URL(c.req.url).origin, { fetch: call as typeof fetch })
}

/** The answer of one route of the typed client. */
interface Answer<Body> {
  readonly ok: boolean
  readonly status: number
  readonly headers: Headers
  json(): Promise<Body>
}

/** The body of a successful answer. Throws {@link Refusal}. */
export async function bodyOf<Body>(call: Promise<Answer<Body>>): Promise<Body> {
  const answer = await call
  if (answer.ok) return answer.json()
  // The cast: every refusal of the API is a problem document.
  const problem = (await answer.json()) as unknown as ProblemBody
  throw new Refusal(problem, answer.headers.get('retry-after'))
}
