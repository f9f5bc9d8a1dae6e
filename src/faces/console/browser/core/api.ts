/**
 * Typed calls of the API through the console's gateway, which adds the operator's token; no script sees one.
 * Invariant: a write is sent once, or again under the same Idempotency-Key.
 */
import { signal } from '@preact/signals'
import type { Calls, Problem } from '../../../../../client/src/api.ts'
import { FRAME } from '../texts/frame.ts'
import { locale, texts } from './reader.ts'

export type CallName = keyof Calls
type Headers<Name extends CallName> = Calls[Name] extends { readonly header?: infer Fields } ? Fields : object
/** The parts of a call. The reason is an option, which every write takes. */
type Given<Name extends CallName> = Omit<Calls[Name], 'answer' | 'refusals' | 'header'> & {
  readonly header?: Omit<NonNullable<Headers<Name>>, 'Pannier-Reason'>
}
type Rest<Name extends CallName> =
  Record<never, never> extends Given<Name> ? [Given<Name>?, Options?] : [Given<Name>, Options?]
export type AnswerOf<Name extends CallName> = Calls[Name]['answer']

interface Options {
  readonly signal?: AbortSignal
  /** The media type of a body that is a text. */
  readonly type?: string
}

/** Parts of a call, by their places in the request. */
interface Parts {
  readonly path?: { readonly [name: string]: string }
  readonly query?: { readonly [name: string]: unknown }
  readonly header?: { readonly [name: string]: string | undefined }
  readonly body?: unknown
}

/** A refusal of the API, or code `network` when no answer came. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly code: Problem['code'] | 'network'
  readonly problem: Partial<Problem>

  constructor(code: Problem['code'] | 'network', problem: Partial<Problem>) {
    super(problem.detail ?? code)
    this.code = code
    this.problem = problem
  }
}

export interface Operator {
  readonly id: string
  readonly role: 'admin' | 'support'
  readonly email: string
  readonly name: string | null
}

/** Undefined until the session has been read; null without a sign-in. */
export const operator = signal<Operator | null | undefined>(undefined)

export function isAdmin(): boolean {
  return operator.value?.role === 'admin'
}

const SESSION = '/console/session'

let renewing: Promise<boolean> | null = null

/** The failure of the last read of the session. */
export const unread = signal<unknown>(null)

/**
 * Reads the session, which renews an expired token; one read at a time, in all tabs of the browser.
 * @returns whether there is a sign-in; false also when the session cannot be read
 */
export function renew(): Promise<boolean> {
  renewing ??= navigator.locks
    .request('console-session', async () => {
      const answer = await request('GET', SESSION, {})
      const found = answer.status === 200 ? ((await answer.json()) as Operator) : null
      if (JSON.stringify(found) !== JSON.stringify(operator.value)) operator.value = found
      unread.value = null
      return found !== null
    })
    .catch((error: unknown) => {
      unread.value = error
      return false
    })
    .finally(() => {
      renewing = null
    })
  return renewing
}

export async function signIn(email: string, password: string): Promise<void> {
  const answer = await request('POST', SESSION, { body: JSON.stringify({ email, password }), type: 'application/json' })
  // The cast: the console's own route.
  operator.value = (await answer.json()) as Operator
}

export async function signOut(): Promise<void> {
  await request('DELETE', SESSION, {}).catch(() => {})
  operator.value = null
}

interface Exchanged<Body> {
  readonly body: Body
  /** For the If-Match of the next write. */
  readonly etag: string
  /** The cursor of an export's next page. */
  readonly next: string | null
}

export async function exchange<Name extends CallName>(
  name: Name,
  ...[parts = {} as Given<Name>, options = {}]: Rest<Name>
): Promise<Exchanged<AnswerOf<Name>>> {
  // The casts: `Calls` describes parts and answer of each call.
  const { path = {}, ...rest } = parts as Parts
  const [method = '', pattern = ''] = name.split(' ')
  const place = pattern.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(path[key] ?? ''))
  return (await exchangeAt(method, place, { ...rest, ...options })) as Exchanged<AnswerOf<Name>>
}

export async function call<Name extends CallName>(name: Name, ...rest: Rest<Name>): Promise<AnswerOf<Name>> {
  return (await exchange(name, ...rest)).body
}

/** A call whose path is known only when it runs, such as that of one of the kinds of rules. */
export async function exchangeAt(
  method: string,
  place: string,
  { query = {}, header = {}, body, type = 'application/json', signal }: Parts & Options,
): Promise<Exchanged<unknown>> {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(key, String(value))
  }
  const url = `/console/api${place}${search.size > 0 ? `?${search}` : ''}`
  const sent: Sent = {
    header,
    ...(body !== undefined && { body: isRaw(body) ? body : JSON.stringify(body), type }),
    ...(signal && { signal }),
  }
  const answer = await request(method, url, sent).catch(async (error: unknown) => {
    const isOver = error instanceof Refused && error.code === 'unauthenticated'
    if (isOver && (await renew())) return request(method, url, sent)
    throw error
  })
  const isJson = answer.headers.get('content-type')?.includes('json')
  const answered = answer.status === 204 ? null : isJson ? await answer.json() : await answer.text()
  const [, next = null] = /[?&]cursor=([^&>]+)[^>]*>; rel="next"/.exec(answer.headers.get('link') ?? '') ?? []
  return { body: answered, etag: answer.headers.get('etag') ?? '', next }
}

/** A new key for one write that the operator means once. */
export function once(): { readonly 'Idempotency-Key': string } {
  return { 'Idempotency-Key': crypto.randomUUID() }
}

/** Why the operator does it, for the audit; percent-encoded, because header fields carry only ASCII safely. */
export function because(reason: string): { readonly 'Pannier-Reason': string } {
  return { 'Pannier-Reason': encodeURIComponent(reason.trim()) }
}

const MAX_REASON = 200

/** The reason of taking an action back, which had this reason. */
export function undoing(reason: string): ReturnType<typeof because> {
  return because([...`${texts(FRAME).undo}: ${reason}`].slice(0, MAX_REASON).join(''))
}

/** A text, or a file that is sent as it is. */
function isRaw(body: unknown): body is string | Blob {
  return typeof body === 'string' || body instanceof Blob
}

interface Sent {
  readonly header?: { readonly [name: string]: string | undefined }
  readonly body?: string | Blob
  readonly type?: string
  readonly signal?: AbortSignal
}

async function request(method: string, url: string, { header = {}, body, type, signal }: Sent): Promise<Response> {
  const headers = new Headers({ 'accept-language': locale() })
  for (const [name, value] of Object.entries(header)) if (value) headers.set(name, value)
  if (type !== undefined) headers.set('content-type', type)
  const init: RequestInit = { method, headers, cache: 'no-store', ...(body !== undefined && { body }) }
  if (signal) init.signal = signal
  const answer = await fetch(url, init).catch((error: unknown) => {
    if (signal?.aborted) throw error
    throw new Refused('network', {})
  })
  if (answer.ok) return answer
  // The cast: every refusal is a problem document; a body that is none comes from a network in between.
  const problem = (await answer.json().catch(() => ({}))) as Partial<Problem>
  throw new Refused(problem.code ?? 'unavailable', problem)
}
