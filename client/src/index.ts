/**
 * `@pannier/client`: typed calls of the whole API.
 *
 * @example
 * const pannier = createPannier({ url: 'https://shop.example', tokens: localTokens() })
 * const { body } = await pannier.call('GET /v1/products/{sku}', { path: { sku: 'tea' } })
 */
import type { Calls, SignedIn } from './api.ts'
import { type Answer, type Parts, type Sending, send, sendOnce } from './request.ts'
import { memoryTokens, type Session, sessionsIn, type TokenAnswer, type TokenStore } from './tokens.ts'

export type * from './api.ts'
export { type ErrorCode, PannierError } from './problem.ts'
export type { Answer } from './request.ts'
export { localTokens, memoryTokens, type Session, type TokenStore } from './tokens.ts'

export interface PannierOptions {
  /** The API's address, such as `https://shop.example`. */
  readonly url: string
  /** The store of the session. Default: in memory. */
  readonly tokens?: TokenStore
  /** The language of titles and texts, such as `zh-CN`. Default: the browser's language. */
  readonly locale?: string
  readonly fetch?: typeof fetch
}

export type CallName = keyof Calls

type Given<Call> = Omit<Call, 'answer' | 'refusals'>

/** The parts of a call, its signal, and how often it is repeated. */
export type Arguments<Name extends CallName> = Given<Calls[Name]> & Pick<Parts, 'signal' | 'retries'>

/** The second argument is optional if none of its fields is required. */
type Rest<Name extends CallName> = Record<never, never> extends Arguments<Name> ? [Arguments<Name>?] : [Arguments<Name>]

/** The codes with which a call may be refused, for exhaustive handling. */
export type RefusalOf<Name extends CallName> = Calls[Name]['refusals']

export interface Pannier {
  readonly url: string
  readonly locale: string | null
  /** Makes a call. Throws a PannierError. Retries if that is safe. */
  call<Name extends CallName>(name: Name, ...rest: Rest<Name>): Promise<Answer<Calls[Name]['answer']>>
  /** The session, renewed if it is about to expire. Creates a guest if there is none. */
  session(): Promise<Session>
  /** The stored session, without a request; null if there is none. */
  heldSession(): Promise<Session | null>
  /** Signs in, merges the guest's cart, and stores the tokens. */
  signIn(login: { email: string; password: string }): Promise<SignedIn>
  register(account: { email: string; password: string; name?: string }): Promise<SignedIn>
  signOut(): Promise<void>
  /** Calls the listener after a sign-in or sign-out on this page. */
  onSession(listener: () => void): () => void
}

export function createPannier({ url, tokens = memoryTokens(), locale, fetch: given }: PannierOptions): Pannier {
  const sending: Sending = {
    url: url.replace(/\/$/, ''),
    // A method call would give fetch the wrong `this`.
    fetch: given ?? ((...request) => fetch(...request)),
    headers: locale ? { 'Accept-Language': locale } : {},
    sleep,
  }
  const once = async (name: string, body?: unknown) =>
    // The cast: the contract types the answers of these calls.
    (await sendOnce(sending, null, name, { body })).body as TokenAnswer
  const sessions = sessionsIn(tokens, {
    guest: () => once('POST /v1/auth/guest'),
    refresh: (refreshToken) => once('POST /v1/auth/refresh', { refreshToken }),
  })
  const listeners = new Set<() => void>()
  const notify = () => {
    for (const listener of listeners) listener()
  }
  const enter = async (name: string, body: object): Promise<SignedIn> => {
    const before = await sessions.held()
    const guest = before && !before.refreshToken ? { guestToken: before.accessToken } : {}
    const answer = (await once(name, { ...body, ...guest })) as unknown as SignedIn
    await sessions.keep(answer)
    notify()
    return answer
  }
  return {
    url: sending.url,
    locale: locale ?? null,
    // The cast: `Calls` and the server's contract come from the same document.
    call: (name, ...[parts = {}]) => send(sending, sessions, name, parts as Parts) as Promise<never>,
    session: () => sessions.current(),
    heldSession: () => sessions.held(),
    signIn: (login) => enter('POST /v1/auth/login', login),
    register: (account) => enter('POST /v1/auth/register', account),
    async signOut() {
      const session = await sessions.held()
      await sessions.end()
      notify()
      if (session?.refreshToken) await once('POST /v1/auth/logout', { refreshToken: session.refreshToken })
    },
    onSession(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}
