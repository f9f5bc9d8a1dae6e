/**
 * The pages' client of the API, which runs in the same isolate: each call is a request to the same handler that answers
 * clients from outside, so guard, limits, validation and refusals are the API's own.
 */
import type { hc } from 'hono/client'
import { accessOf } from '../../contract/access.ts'
import { answerRequest } from '../../worker/answer-request.ts'
import type { AppType } from '../../worker/app.ts'
import { inside } from '../../worker/http/inner-request.ts'
import type { ShopContext } from './context.ts'
import { type ProblemBody, Refusal } from './refusal.ts'

export type Api = ReturnType<typeof hc<AppType>>

/** Returns the access token of the request; null for a visitor without one. */
export type TokenOf = () => Promise<string | null>

/** The arguments of a call, as Hono's client takes them. */
interface Given {
  readonly param?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly json?: unknown
}

type Send = (method: string, path: string, given: Given, headers: Readonly<Record<string, string>>) => Promise<Response>

/**
 * @param locale the language of the answers
 * @param tokenOf called only for routes that need a token
 */
export function apiOf(c: ShopContext, locale: string, tokenOf: TokenOf): Api {
  const { origin } = new URL(c.req.url)
  const address = c.req.header('cf-connecting-ip')
  // The list of sign-ins names the device by it.
  const agent = c.req.header('user-agent')
  const send: Send = async (method, path, { param, query, json }, given) => {
    const headers: Record<string, string> = { 'accept-language': locale, ...given }
    if (address !== undefined) headers['cf-connecting-ip'] = address
    if (agent !== undefined) headers['user-agent'] = agent
    if (json !== undefined) headers['content-type'] = 'application/json'
    const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(param?.[name] ?? ''))
    if (accessOf(method, filled) !== 'public') {
      const token = await tokenOf()
      if (token !== null) headers.authorization = `Bearer ${token}`
    }
    const search = new URLSearchParams()
    for (const [name, values] of Object.entries(query ?? {})) {
      for (const value of [values ?? []].flat()) search.append(name, value)
    }
    const url = `${origin}${filled}${search.size > 0 ? `?${search}` : ''}`
    const request = new Request(url, { method, headers, ...(json !== undefined && { body: JSON.stringify(json) }) })
    const outer = { requestId: c.get('requestId'), limitHeaders: c.get('limitHeaders') }
    return answerRequest(inside(outer, request), c.env, c.executionCtx as ExecutionContext)
  }
  // The cast: the result has the same steps as Hono's client, whose types it uses.
  return stepsFrom('', send) as Api
}

/** Replaces Hono's client, which would add a KiB to the bundle for functions that pages do not use. */
function stepsFrom(path: string, send: Send): unknown {
  return new Proxy(stepsFrom, {
    get(_, name) {
      const step = String(name)
      if (!step.startsWith('$')) return stepsFrom(`${path}/${step}`, send)
      return (given: Given = {}, options: { headers?: Readonly<Record<string, string>> } = {}) =>
        send(step.slice(1).toUpperCase(), path, given, options.headers ?? {})
    },
  })
}

/** The answer of one route of the typed client. */
interface Answer<Body> {
  readonly ok: boolean
  readonly status: number
  readonly headers: Headers
  json(): Promise<Body>
}

/** The body of a successful answer; null when it has none. Throws {@link Refusal}. */
export async function bodyOf<Body>(call: Promise<Answer<Body>>): Promise<Body> {
  const answer = await call
  // The cast: the types of answers without a body say null.
  if (answer.status === 204) return null as Body
  if (answer.ok) return answer.json()
  // The cast: every refusal of the API is a problem document.
  const problem = (await answer.json()) as unknown as ProblemBody
  throw new Refusal(problem, answer.headers.get('retry-after'))
}
