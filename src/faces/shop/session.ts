/**
 * The shopper's sign-in in the browser's cookies. `__Host-shop` has the access token, a guest's or an account's;
 * `__Host-shop-refresh` has an account's refresh token. Invariants: scripts cannot read them, other sites cannot send
 * them with a post, and the API ignores them, except in handshakes of the shop's own pages.
 */
import { getCookie, setCookie } from 'hono/cookie'
import { parse } from 'hono/utils/cookie'
import type { ShopContext } from './context.ts'

const ACCESS = 'shop'
const REFRESH = 'shop-refresh'
/** In seconds. The browser drops an access token this long before its expiry, so that no page uses an expired one. */
const MARGIN_SECONDS = 30
const REFRESH_SECONDS = 30 * 24 * 3600

/** From the header Cookie; null without one. */
export function accessTokenIn(cookies: string): string | null {
  const name = `__Host-${ACCESS}`
  return parse(cookies, name)[name] || null
}

/** Tokens as the API answers them; a guest has no refresh token. */
export interface Tokens {
  readonly accessToken: string
  readonly expiresIn: number
  readonly refreshToken?: string
}

/** Gets tokens from the API. */
export interface Issuer {
  guest(): Promise<Tokens>
  /** Null if the refresh token is no longer valid. */
  refresh(refreshToken: string): Promise<Tokens | null>
}

export class Session {
  readonly #c: ShopContext
  readonly #issuer: Issuer
  /** Undefined until the cookie has been read. */
  #access: Promise<string | null> | undefined

  constructor(c: ShopContext, issuer: Issuer) {
    this.#c = c
    this.#issuer = issuer
  }

  /** Whether the browser has sent a token of an account or a guest; without one, a page does not read a cart. */
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

  /** The access token, renewed if only the refresh token is left; null for a visitor without tokens. */
  token(): Promise<string | null> {
    this.#access ??= this.#find()
    return this.#access
  }

  /** The access token; creates a guest if there is none. Only writes call this, so that robots do not create guests. */
  async tokenForWrite(): Promise<string> {
    const known = await this.token()
    if (known) return known
    const tokens = await this.#issuer.guest()
    this.keep(tokens)
    return tokens.accessToken
  }

  /** Stores the tokens in the browser. A guest's tokens replace those of an account. */
  keep(tokens: Tokens): void {
    this.#access = Promise.resolve(tokens.accessToken)
    this.#write(ACCESS, tokens.accessToken, Math.max(1, tokens.expiresIn - MARGIN_SECONDS))
    if (tokens.refreshToken !== undefined) this.#write(REFRESH, tokens.refreshToken, REFRESH_SECONDS)
    else if (this.isAccount) this.#write(REFRESH, '', 0)
  }

  /** Deletes all tokens from the browser, because they are no longer valid or the shopper signs out. */
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
