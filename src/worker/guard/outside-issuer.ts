/**
 * Tokens of an outside identity provider: verified against its published keys and mapped to a Pannier user.
 * Invariant: the same subject of the same issuer always maps to the same user, and no other subject maps to that user.
 * Fails closed: while the keys cannot be fetched, tokens that are not cached get a 503.
 */
import { createRemoteJWKSet, decodeJwt, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { JOSEError, JWKSInvalid, JWKSTimeout } from 'jose/errors'
import type { Config } from '../../contract/config.ts'
import { unavailable } from '../../contract/problem.ts'
import { RecentlyUsed } from '../../tiers/recently-used.ts'
import { CLOCK_MS, type Principal } from './tokens.ts'

/** Only asymmetric algorithms: with a shared secret, every verifier could also sign. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']
const REMEMBERED_TOKENS = 10_000
/** A token signed by a revoked key is accepted at most for KEYS_MS plus this time. */
const REMEMBERED_MS = 5 * 60_000
const FETCH_MS = 2_000
/** An unknown key id makes the isolate fetch the keys again, but at most once in this time. */
const COOLDOWN_MS = 30_000
const KEYS_MS = 10 * 60_000

interface Remembered extends Principal {
  readonly expiresAt: number
}

export class OutsideIssuer {
  readonly #issuer: NonNullable<Config['issuer']>
  readonly #keys: JWTVerifyGetKey
  readonly #verified = new RecentlyUsed<Remembered>(REMEMBERED_TOKENS)

  constructor(issuer: NonNullable<Config['issuer']>) {
    this.#issuer = issuer
    this.#keys = createRemoteJWKSet(new URL(issuer.jwksUrl), {
      timeoutDuration: FETCH_MS,
      cooldownDuration: COOLDOWN_MS,
      cacheMaxAge: KEYS_MS,
    })
  }

  /** Whether the token names this issuer; the token is not verified. */
  names(token: string): boolean {
    try {
      return decodeJwt(token).iss === this.#issuer.name
    } catch {
      return false
    }
  }

  /** Null when the token is not valid. Throws `unavailable` when the keys cannot be fetched. */
  async verify(token: string): Promise<Principal | null> {
    const remembered = this.#verified.get(token)
    if (remembered && remembered.expiresAt > Date.now()) return remembered
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.#keys, {
        algorithms: ALGORITHMS,
        issuer: this.#issuer.name,
        audience: this.#issuer.audience,
        requiredClaims: ['sub', 'exp'],
      })
      const { sub, exp, iat = 0 } = payload
      if (!sub || typeof sub !== 'string' || !exp || isIdToken(payload, protectedHeader.typ)) return null
      if (iat * 1000 > Date.now() + CLOCK_MS) return null
      // The time when the user entered the password, if the provider reports it (OpenID Connect Core, 2); `iat` also
      // changes when a token is renewed.
      const { auth_time: signedIn = iat } = payload
      const outsideSince = typeof signedIn === 'number' ? signedIn * 1000 : 0
      const id = await outsideUserId(this.#issuer.name, sub)
      const principal = { id, role: 'customer' as const, outsideSince }
      const known = { ...principal, expiresAt: Math.min(exp * 1000, Date.now() + REMEMBERED_MS) }
      this.#verified.set(token, known)
      return known
    } catch (error) {
      if (isOurFault(error))
        throw unavailable('The keys of the identity provider cannot be fetched right now. Try again.')
      if (error instanceof JOSEError) return null
      throw unavailable('The keys of the identity provider cannot be fetched right now. Try again.')
    }
  }
}

const TYPES: readonly unknown[] = [undefined, 'at+jwt', 'application/at+jwt', 'JWT']

/**
 * An ID token identifies the user to an application and grants no access. It is recognized by its type (RFC 9068, 4),
 * by claims that only ID tokens have (OpenID Connect Core, 2), or by the marks of Keycloak and Cognito.
 */
function isIdToken(payload: JWTPayload, type: string | undefined): boolean {
  const { typ, token_use: use } = payload
  if (!TYPES.includes(type) || typ === 'ID' || use === 'id') return true
  return ['nonce', 'at_hash', 'c_hash'].some((claim) => payload[claim] !== undefined)
}

/** Whether the error concerns fetching or reading the key set, not the token. */
function isOurFault(error: unknown): boolean {
  if (error instanceof JWKSTimeout || error instanceof JWKSInvalid) return true
  // jose throws its base class for an HTTP status other than 200 and for a body that is not JSON.
  return error instanceof JOSEError && error.code === 'ERR_JOSE_GENERIC'
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** `usr_` and 130 bits of SHA-256 over issuer and subject, in the alphabet of ULIDs. */
export async function outsideUserId(issuer: string, subject: string): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify([issuer, subject]))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  let bits = 0n
  for (const byte of digest.subarray(0, 17)) bits = (bits << 8n) | BigInt(byte)
  let id = ''
  for (let letter = 0; letter < 26; letter++) {
    id += ALPHABET[Number(bits & 31n)]
    bits >>= 5n
  }
  return `usr_${id}`
}
