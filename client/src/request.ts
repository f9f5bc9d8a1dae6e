/**
 * Sends one request over fetch, with its URL, its token and its retries.
 * Invariant: a request is repeated only if that is safe: a read, or a write whose Idempotency-Key stays the same.
 */
import { errorOf, isTransient, PannierError } from './problem.ts'
import type { Session, Sessions } from './tokens.ts'

/** Parts of a call, by their places in the request. */
export interface Parts {
  readonly path?: { readonly [name: string]: string }
  readonly query?: { readonly [name: string]: string | number | boolean | undefined }
  readonly header?: { readonly [name: string]: string | undefined }
  readonly body?: unknown
  readonly signal?: AbortSignal
  /** The number of retries after a temporary failure. Default: 3. */
  readonly retries?: number
}

export interface Answer<Body> {
  readonly status: number
  readonly headers: Headers
  /** Null with status 304 or 204. */
  readonly body: Body
}

export interface Sending {
  readonly url: string
  readonly fetch: typeof fetch
  readonly headers: { readonly [name: string]: string }
  /** Waits before a repeat; rejects when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

const FIRST_DELAY_MS = 300
const MAX_DELAY_MS = 20_000

/** The writes that accept an Idempotency-Key. */
export const KEYED =
  /^(?!GET).+ \/v1\/(cart(?!\/merge)|checkout$|admin\/stock\/|.+\/(cancel|notes|ship|deliver|refund|mark-paid|mark-refunded|edit)$|.+\/returns(\/[^/]+\/\w+)?$)/

/** Calls with a token; all others go without one, so that they do not create a guest. */
const SIGNED = /^\w+ \/v1\/(auth\/password|me|cart|checkout|orders|admin)/

/** @param name `METHOD /path`, with parameters as `{name}` */
export async function send(sending: Sending, sessions: Sessions, name: string, parts: Parts): Promise<Answer<unknown>> {
  const { signal, retries = 3 } = parts
  const header: Record<string, string | undefined> = { ...parts.header }
  // Numbered operations need no key: the server accepts either numbers or a key.
  const isNumbered = (parts.body as { client?: unknown } | undefined)?.client !== undefined
  if (KEYED.test(name) && !isNumbered) header['Idempotency-Key'] ??= crypto.randomUUID()
  const isSafe = name.startsWith('GET ') || isNumbered || header['Idempotency-Key'] !== undefined
  let session = SIGNED.test(name) ? await sessions.current() : null
  for (let tried = 0, renewed = false; ; ) {
    try {
      return await sendOnce(sending, session, name, { ...parts, header })
    } catch (error) {
      const isRefused = error instanceof PannierError && error.code === 'unauthenticated'
      if (isRefused && session && !renewed) {
        renewed = true
        session = await sessions.current(session.accessToken)
      } else if (isSafe && tried < retries && isTransient(error)) {
        await sending.sleep(error.retryAfterMs ?? backoff(tried), signal)
        tried++
      } else throw error
    }
  }
}

/** Half of the delay is random, so that clients that failed together do not retry together. */
export function backoff(tried: number, random = Math.random, mostMs = MAX_DELAY_MS): number {
  return (Math.min(mostMs, FIRST_DELAY_MS * 2 ** tried) * (1 + random())) / 2
}

export async function sendOnce(
  { url, fetch, headers: always }: Pick<Sending, 'url' | 'fetch' | 'headers'>,
  session: Session | null,
  name: string,
  { path = {}, query = {}, header = {}, body, signal }: Parts,
): Promise<Answer<unknown>> {
  const [method = '', pattern = ''] = name.split(' ')
  const place = pattern.replace(/\{(\w+)\}/g, (_, key) => encodeURIComponent(path[key] ?? ''))
  const search = new URLSearchParams(given(query))
  const headers = new Headers(always)
  for (const [key, value] of given(header)) headers.set(key, value)
  if (session) headers.set('Authorization', `Bearer ${session.accessToken}`)
  const isText = typeof body === 'string'
  if (body !== undefined && !headers.has('Content-Type')) {
    headers.set('Content-Type', isText ? 'text/csv' : 'application/json')
  }
  const init: RequestInit = { method, headers, cache: 'no-store' }
  if (body !== undefined) init.body = isText ? body : JSON.stringify(body)
  if (signal) init.signal = signal
  let response: Response
  try {
    response = await fetch(`${url}${place}${search.size > 0 ? `?${search}` : ''}`, init)
    if (!response.ok && response.status !== 304) throw await errorOf(response)
    return { status: response.status, headers: response.headers, body: await bodyOf(response) }
  } catch (error) {
    if (error instanceof PannierError) throw error
    // A deadline that has passed says as little as a lost answer.
    if (signal?.aborted && signal.reason?.name !== 'TimeoutError')
      throw new PannierError('aborted', 'Aborted by the caller.', { cause: error })
    throw new PannierError('network', 'No answer came. The request may or may not have been applied.', { cause: error })
  }
}

function given(parts: { readonly [name: string]: unknown }): [string, string][] {
  // The cast: URLSearchParams and Headers turn numbers and booleans into text. A list is a repeated parameter.
  return Object.entries(parts).flatMap(([name, value]) => [value ?? []].flat().map((each) => [name, each])) as [
    string,
    string,
  ][]
}

async function bodyOf(response: Response): Promise<unknown> {
  if (response.status === 204 || response.status === 304) return null
  const isJson = response.headers.get('Content-Type')?.includes('json')
  return isJson ? response.json() : response.text()
}
