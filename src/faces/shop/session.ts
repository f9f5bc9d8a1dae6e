/**
 * A sign-in in the browser's cookies. `__Host-shop` has the shopper's access token, a guest's or an account's, and
 * `__Host-shop-refresh` an account's refresh token; the console has its own two. Invariants: scripts cannot read them,
 * other sites cannot send them with a post, and the API ignores them, except in handshakes of the shop's own pages.
 */
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { parse } from 'hono/utils/cookie'

/** The name of the cookie with the access token, without its prefix. */
export type SessionName = 'shop' | 'console'

/** The ends of the two cookies' names. */
const PARTS = ['', '-refresh'] as const
type Part = (typeof PARTS)[number]

/** In seconds. The browser drops an access token this long before its expiry, so that no page uses an expired one. */
const MARGIN_SECONDS = 30
const REFRESH_SECONDS = 30 * 24 * 3600

/** From the header Cookie; null without one. */
export function accessTokenIn(cookies: string, session: SessionName = 'shop'): string | null {
  const name = `__Host-${session}`
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
  readonly #c: Context
  readonly #issuer: Issuer
  readonly #name: SessionName
  /** Undefined until the cookie has been read. */
  #access: Promise<string | null> | undefined

  // biome-ignore lint/suspicious/noExplicitAny: any context, because only its cookies are used
  constructor(c: Context<any>, issuer: Issuer, name: SessionName = 'shop') {
    this.#c = c
    this.#issuer = issuer
    this.#name = name
  }

  /** Whether the browser has sent a token of an account or a guest; without one, a page does not read a cart. */
  get exists(): boolean {
    return this.#access !== undefined || this.#read('') !== undefined || this.isAccount
  }

  /** Whether the shopper has signed in to an account. */
  get isAccount(): boolean {
    return this.#read('-refresh') !== undefined
  }

  get refreshToken(): string | undefined {
    return this.#read('-refresh')
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
    this.#write('', tokens.accessToken, Math.max(1, tokens.expiresIn - MARGIN_SECONDS))
    if (tokens.refreshToken !== undefined) this.#write('-refresh', tokens.refreshToken, REFRESH_SECONDS)
    else if (this.isAccount) this.#write('-refresh', '', 0)
  }

  /** Deletes all tokens from the browser, because they are no longer valid or the shopper signs out. */
  forget(): void {
    this.#access = Promise.resolve(null)
    for (const part of PARTS) if (this.#read(part) !== undefined) this.#write(part, '', 0)
  }

  async #find(): Promise<string | null> {
    const access = this.#read('')
    if (access) return access
    const refreshToken = this.#read('-refresh')
    if (!refreshToken) return null
    const tokens = await this.#issuer.refresh(refreshToken)
    if (tokens) this.keep(tokens)
    else this.forget()
    return tokens?.accessToken ?? null
  }

  #read(part: Part): string | undefined {
    return getCookie(this.#c, `${this.#name}${part}`, 'host') || undefined
  }

  #write(part: Part, value: string, maxAge: number): void {
    // The shop is reached by links of other sites; the console's cookies serve its own scripts only.
    const sameSite = this.#name === 'shop' ? 'Lax' : 'Strict'
    setCookie(this.#c, `${this.#name}${part}`, value, {
      prefix: 'host',
      httpOnly: true,
      secure: true,
      sameSite,
      maxAge,
    })
  }
}
