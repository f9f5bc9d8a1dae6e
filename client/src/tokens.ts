/**
 * The session: the shopper's tokens, in a store that all tabs share.
 * Invariant: a refresh token is used by one caller in one tab, because its second use ends the sign-in.
 */
import { exclusively } from './exclusively.ts'
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

export interface Sessions {
  held(): Promise<Session | null>
  /**
   * The session, renewed if it is about to expire; creates a guest if there is none.
   * @param refused the token that the server has refused
   */
  current(refused?: string): Promise<Session>
  keep(answer: TokenAnswer): Promise<Session>
  end(): Promise<void>
}

export function sessionsIn(store: TokenStore, calls: TokenCalls): Sessions {
  let renewing: Promise<Session> | null = null
  const renew = async (refused: string | undefined) => {
    // Another tab may have renewed the session while this one waited.
    const session = await store.get()
    if (session && isUsable(session, refused)) return session
    if (!session?.refreshToken) return sessions.keep(await calls.guest())
    try {
      return await sessions.keep(await calls.refresh(session.refreshToken))
    } catch (error) {
      // The sign-in has ended; the next call creates a guest.
      if (error instanceof PannierError && error.status === 401) await sessions.end()
      throw error
    }
  }
  const sessions: Sessions = {
    held: async () => store.get(),
    async current(refused) {
      const session = await store.get()
      if (session && isUsable(session, refused)) return session
      renewing ??= exclusively('pannier.session', () => renew(refused)).finally(() => {
        renewing = null
      })
      return renewing
    },
    async keep({ accessToken, expiresIn, refreshToken = null, user }) {
      const session = { accessToken, expiresAt: Date.now() + expiresIn * 1000, refreshToken, userId: user.id }
      await store.set(session)
      return session
    },
    end: async () => store.set(null),
  }
  return sessions
}

function isUsable({ accessToken, expiresAt }: Session, refused: string | undefined): boolean {
  return accessToken !== refused && expiresAt - MARGIN_MS > Date.now()
}
