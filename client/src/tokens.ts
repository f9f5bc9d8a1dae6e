/**
 * The session: the shopper's tokens, in a store that all tabs share.
 * Invariant: a refresh token is used by one caller in one tab, because its second use ends the sign-in.
 */
import { PannierError } from './problem.ts'

export interface Session {
  readonly accessToken: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
  /** Null for a guest. */
  readonly refreshToken: string | null
  readonly userId: string
}

/** Stores the session between calls. Implement it to use another store. */
export interface TokenStore {
  get(): Session | null | Promise<Session | null>
  set(session: Session | null): void | Promise<void>
}

export function memoryTokens(session: Session | null = null): TokenStore {
  let held = session
  return {
    get: () => held,
    set(next) {
      held = next
    },
  }
}

/** Shared by all tabs of the origin. Any script of the page can read it, so use it with a strict CSP. */
export function localTokens(key = 'pannier.session'): TokenStore {
  return {
    get: () => JSON.parse(localStorage.getItem(key) ?? 'null'),
    set: (session) => (session ? localStorage.setItem(key, JSON.stringify(session)) : localStorage.removeItem(key)),
  }
}

/** Tokens are renewed this long before they expire, because requests take time and clocks differ. */
const MARGIN_MS = 30_000

/** The two calls that a session needs; neither is retried. */
export interface TokenCalls {
  guest(): Promise<TokenAnswer>
  refresh(refreshToken: string): Promise<TokenAnswer>
}

export interface TokenAnswer {
  readonly accessToken: string
  readonly refreshToken?: string
  readonly expiresIn: number
  readonly user: { readonly id: string }
}

export class Sessions {
  readonly #store: TokenStore
  readonly #calls: TokenCalls
  #renewing: Promise<Session> | null = null

  constructor(store: TokenStore, calls: TokenCalls) {
    this.#store = store
    this.#calls = calls
  }

  async held(): Promise<Session | null> {
    return this.#store.get()
  }

  /** The session, renewed if it is about to expire; creates a guest if there is none. */
  async current(): Promise<Session> {
    const session = await this.#store.get()
    return session && isFresh(session) ? session : this.#renewed(session?.accessToken)
  }

  /** The session with another token, after the server refused one. */
  async after(refused: string): Promise<Session> {
    const session = await this.#store.get()
    return session && session.accessToken !== refused && isFresh(session) ? session : this.#renewed(refused)
  }

  async keep(answer: TokenAnswer): Promise<Session> {
    const session: Session = {
      accessToken: answer.accessToken,
      expiresAt: Date.now() + answer.expiresIn * 1000,
      refreshToken: answer.refreshToken ?? null,
      userId: answer.user.id,
    }
    await this.#store.set(session)
    return session
  }

  async end(): Promise<void> {
    await this.#store.set(null)
  }

  #renewed(old: string | undefined): Promise<Session> {
    this.#renewing ??= exclusively(() => this.#renew(old)).finally(() => {
      this.#renewing = null
    })
    return this.#renewing
  }

  async #renew(old: string | undefined): Promise<Session> {
    // Another tab may have renewed the session while this one waited.
    const session = await this.#store.get()
    if (session && session.accessToken !== old && isFresh(session)) return session
    if (!session?.refreshToken) return this.keep(await this.#calls.guest())
    try {
      return await this.keep(await this.#calls.refresh(session.refreshToken))
    } catch (error) {
      // The sign-in has ended; the next call creates a guest.
      if (error instanceof PannierError && error.status === 401) await this.end()
      throw error
    }
  }
}

function isFresh({ expiresAt }: Session): boolean {
  return expiresAt - MARGIN_MS > Date.now()
}

function exclusively<T>(run: () => Promise<T>): Promise<T> {
  const locks = globalThis.navigator?.locks
  return locks ? locks.request('pannier.session', run) : run()
}
