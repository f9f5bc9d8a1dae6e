/**
 * Access tokens: ES256, signed with the first key of AUTH_KEYS, verified against all of them (RFC 9068).
 * Invariant: algorithm, issuer, audience and type are pinned and an expiry is required; what is verified is remembered
 * in the isolate no longer than until it expires.
 */
import { type CryptoKey, createLocalJWKSet, errors, importJWK, type JWTVerifyGetKey, jwtVerify, SignJWT } from 'jose'
import { LRUCache } from 'lru-cache'
import { ConfigError, type PrivateKey } from '../../contract/config.ts'

const ALGORITHM = 'ES256'
const AUDIENCE = 'pannier'
const TYPE = 'at+jwt'
const REMEMBERED_TOKENS = 10_000

export const GUEST_TOKEN_SECONDS = 30 * 24 * 3600

export type Role = 'guest' | 'customer' | 'support' | 'admin'
const ROLES: readonly string[] = ['guest', 'customer', 'support', 'admin'] satisfies readonly Role[]

/** Who a verified token speaks for. */
export interface Principal {
  readonly id: string
  readonly role: Role
}

interface Remembered extends Principal {
  readonly expiresAt: number
}

export interface TokensOptions {
  readonly keys: readonly PrivateKey[]
  readonly issuer: string
  readonly now?: () => number
}

export class Tokens {
  readonly #keys: readonly PrivateKey[]
  readonly #issuer: string
  readonly #now: () => number
  readonly #keySet: JWTVerifyGetKey
  readonly #verified = new LRUCache<string, Remembered>({ max: REMEMBERED_TOKENS })
  #signer: Promise<CryptoKey | Uint8Array> | null = null

  constructor({ keys, issuer, now = Date.now }: TokensOptions) {
    this.#keys = keys
    this.#issuer = issuer
    this.#now = now
    this.#keySet = createLocalJWKSet(this.publicKeys())
  }

  /** The published JWK set: public halves only. */
  publicKeys() {
    return {
      keys: this.#keys.map(({ kty, crv, kid, x, y }) => ({ kty, crv, kid, x, y, alg: ALGORITHM, use: 'sig' })),
    }
  }

  /** Throws ConfigError when a key of AUTH_KEYS has the shape of one but cannot be used. */
  async check(): Promise<void> {
    for (const key of this.#keys) {
      await importJWK(key, ALGORITHM).catch(() => {
        throw new ConfigError(`AUTH_KEYS holds a key that cannot be used: ${key.kid}`)
      })
    }
  }

  /** A token for this principal, good for `seconds`. */
  async issue({ id, role }: Principal, seconds: number): Promise<string> {
    const [key] = this.#keys
    if (!key) throw new Error('no key to sign with')
    this.#signer ??= importJWK(key, ALGORITHM)
    const issuedAt = Math.floor(this.#now() / 1000)
    return new SignJWT({ role })
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: key.kid })
      .setSubject(id)
      .setIssuer(this.#issuer)
      .setAudience(AUDIENCE)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + seconds)
      .sign(await this.#signer)
  }

  /** Whom the token speaks for, or null when it is not a valid access token. */
  async verify(token: string): Promise<Principal | null> {
    const now = this.#now()
    const remembered = this.#verified.get(token)
    if (remembered) return remembered.expiresAt > now ? remembered : null
    try {
      const { payload } = await jwtVerify(token, this.#keySet, {
        algorithms: [ALGORITHM],
        issuer: this.#issuer,
        audience: AUDIENCE,
        typ: TYPE,
        requiredClaims: ['sub', 'exp', 'iat'],
        currentDate: new Date(now),
      })
      const { sub, exp, role } = payload
      // jose proves the claims' presence and times, not that the subject is a text.
      if (!sub || typeof sub !== 'string' || !exp || typeof role !== 'string' || !ROLES.includes(role)) return null
      // The list above is the whole of Role.
      const principal: Remembered = { id: sub, role: role as Role, expiresAt: exp * 1000 }
      this.#verified.set(token, principal)
      return principal
    } catch (error) {
      if (error instanceof errors.JOSEError) return null
      throw error
    }
  }
}
