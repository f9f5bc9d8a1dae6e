/**
 * The shopper's sign-in in the browser's cookies. `__Host-shop` has the access token, a guest's or an account's;
 * `__Host-shop-refresh` has an account's refresh token. Invariants: no script can read them, no other site's page can
 * send them with a post, and only pages read them: the API ignores cookies.
 */
import { getCookie, setCookie } from 'hono/cookie'
import type { ShopContext } from './context.ts'

const ACCESS = 'shop'
const REFRESH = 'shop-refresh'
/** Seconds. The browser drops an access token this much before it ends, so that no page is loaded with an ended one. */
const MARGIN_SECONDS = 30
const REFRESH_SECONDS = 30 * 24 * 3600

/** Tokens as the API answers them; a guest has no refresh token. */
export interface Tokens {
  readonly accessToken: string
  readonly expiresIn: number
  readonly refreshToken?: string
}

/** Makes tokens by calls of the API. */
export interface Issuer {
  guest(): Promise<Tokens>
  /** Null when the refresh token has ended. */
  refresh(refreshToken: string): Promise<Tokens | null>
}

export class Session {
  readonly #c: ShopContext
  readonly #issuer: Issuer
  /** Undefined until a cookie was read. */
  #access: Promise<string | null> | undefined

  constructor(c: ShopContext, issuer: Issuer) {
    this.#c = c
    this.#issuer = issuer
  }

  /** Whether the browser has sent a sign-in of an account or a guest; without one a page asks for no cart. */
  get exists(): boolean {
    return this.#access !== undefined || this.#read(ACCESS) !== undefined || this.isAccount
  }

  /** Whether the shopper has signed in to an account. */
  get isAccount(): boolean {
    return this.#read(REFRESH) !== undefined
  }

  get refreshToken(): string | undefined {
    return this.#read(REFRESH)
  }

  /** The access token, renewed when only the refresh token is left; null for a stranger. */
  token(): Promise<string | null> {
    this.#access ??= this.#find()
    return this.#access
  }

  /** The access token; makes a guest of a stranger. Only writes call this, so that no robot's reading makes guests. */
  async tokenForWrite(): Promise<string> {
    const known = await this.token()
    if (known) return known
    const tokens = await this.#issuer.guest()
    this.keep(tokens)
    return tokens.accessToken
  }

  /** Stores the tokens in the browser; a guest's end an account's sign-in. */
  keep(tokens: Tokens): void {
    this.#access = Promise.resolve(tokens.accessToken)
    this.#write(ACCESS, tokens.accessToken, Math.max(1, tokens.expiresIn - MARGIN_SECONDS))
    if (tokens.refreshToken !== undefined) this.#write(REFRESH, tokens.refreshToken, REFRESH_SECONDS)
    else if (this.isAccount) this.#write(REFRESH, '', 0)
  }

  /** Drops all tokens from the browser: they have ended, or the shopper signs out. */
  forget(): void {
    this.#access = Promise.resolve(null)
    for (const name of [ACCESS, REFRESH]) if (this.#read(name) !== undefined) this.#write(name, '', 0)
  }

  async #find(): Promise<string | null> {
    const access = this.#read(ACCESS)
    if (access) return access
    const refreshToken = this.#read(REFRESH)
    if (!refreshToken) return null
    const tokens = await this.#issuer.refresh(refreshToken)
    if (tokens) this.keep(tokens)
    else this.forget()
    return tokens?.accessToken ?? null
  }

  #read(name: string): string | undefined {
    return getCookie(this.#c, name, 'host') || undefined
  }

  #write(name: string, value: string, maxAge: number): void {
    setCookie(this.#c, name, value, { prefix: 'host', httpOnly: true, secure: true, sameSite: 'Lax', maxAge })
  }
}
