/**
 * Tokens of our own: ES256, signed with the first key of AUTH_KEYS, verified against all of them (RFC 9068).
 * Invariant: algorithm, issuer, audience and type are pinned and an expiry is required; type and audience keep the two
 * kinds apart. What is verified is remembered in the isolate no longer than until it expires.
 */
import {
  type CryptoKey,
  createLocalJWKSet,
  decodeProtectedHeader,
  importJWK,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
  SignJWT,
} from 'jose'
import { JOSEError } from 'jose/errors'
import { LRUCache } from 'lru-cache'
import { ROLES, type Role } from '../../contract/access.ts'
import { ConfigError, type PrivateKey } from '../../contract/config.ts'

const ALGORITHM = 'ES256'
const REMEMBERED_TOKENS = 10_000

/** A guest's one token, and the short-lived one of an account. */
const KINDS = {
  guest: { typ: 'guest+jwt', aud: 'pannier/guest' },
  account: { typ: 'at+jwt', aud: 'pannier' },
} as const

export const GUEST_TOKEN_SECONDS = 30 * 24 * 3600
export const ACCESS_TOKEN_SECONDS = 15 * 60
/** A guest's cart can be merged for so long after the token has expired. */
const GRACE_SECONDS = 7 * 24 * 3600

/** Our own clocks may stand this far apart: another isolate's token is taken from its first second. */
const OWN_CLOCK_MS = 10 * 60_000
/** Leeway for the clock of an outside issuer. */
export const CLOCK_MS = 60_000

/** Who a verified token speaks for. */
export interface Principal {
  readonly id: string
  readonly role: Role
  /** The sign-in that an account's token belongs to. */
  readonly session?: string
  /** A user of the outside identity provider: when they signed in there, milliseconds since 1970. */
  readonly outsideSince?: number
  /** A trusted backend speaks for them. */
  readonly byServer?: true
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

  constructor({ keys, issuer, now = () => Date.now() }: TokensOptions) {
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
  async issue({ id, role, session }: Principal, seconds: number): Promise<string> {
    const [key] = this.#keys
    if (!key) throw new Error('no key to sign with')
    this.#signer ??= importJWK(key, ALGORITHM)
    const { typ, aud } = KINDS[kindOf(role)]
    const issuedAt = Math.floor(this.#now() / 1000)
    return new SignJWT({ role, ...(session !== undefined && { sid: session }) })
      .setProtectedHeader({ alg: ALGORITHM, typ, kid: key.kid })
      .setSubject(id)
      .setIssuer(this.#issuer)
      .setAudience(aud)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + seconds)
      .sign(await this.#signer)
  }

  /** Whom a token speaks for that was verified here before and has not expired; null says nothing. */
  known(token: string): Principal | null {
    const remembered = this.#verified.get(token)
    return remembered && remembered.expiresAt > this.#now() ? remembered : null
  }

  /** Whom the token speaks for, or null when it is neither a valid access token nor a guest's. */
  async verify(token: string): Promise<Principal | null> {
    const known = this.known(token)
    if (known) return known
    const payload = await this.#payloadOf(token, typOf(token) === KINDS.guest.typ ? 'guest' : 'account', 0)
    if (!payload?.exp) return null
    const principal = principalOf(payload)
    if (principal) this.#verified.set(token, { ...principal, expiresAt: payload.exp * 1000 })
    return principal
  }

  /** The guest of a guest's token, even one that expired within the last week; else null. */
  async verifyGuest(token: string): Promise<string | null> {
    const payload = await this.#payloadOf(token, 'guest', GRACE_SECONDS)
    return payload ? (principalOf(payload)?.id ?? null) : null
  }

  async #payloadOf(token: string, kind: keyof typeof KINDS, graceSeconds: number): Promise<JWTPayload | null> {
    const { typ, aud } = KINDS[kind]
    try {
      const { payload } = await jwtVerify(token, this.#keySet, {
        algorithms: [ALGORITHM],
        issuer: this.#issuer,
        audience: aud,
        typ,
        requiredClaims: ['sub', 'exp', 'iat'],
        clockTolerance: graceSeconds,
        currentDate: new Date(this.#now()),
      })
      const isFromAhead = (payload.iat ?? 0) * 1000 > this.#now() + OWN_CLOCK_MS
      return isOfKind(payload, kind) && !isFromAhead ? payload : null
    } catch (error) {
      if (error instanceof JOSEError) return null
      throw error
    }
  }
}

function kindOf(role: Role): keyof typeof KINDS {
  return role === 'guest' ? 'guest' : 'account'
}

/** Unverified: it only says which kind the token is to be verified as. */
function typOf(token: string): unknown {
  try {
    return decodeProtectedHeader(token).typ
  } catch {
    return null
  }
}

// jose proves the claims' presence and times, not that they are texts, nor that role and subject fit the kind.
function isOfKind({ sub, role }: JWTPayload, kind: keyof typeof KINDS): boolean {
  const isRole = typeof role === 'string' && (ROLES as readonly string[]).includes(role)
  if (!isRole || typeof sub !== 'string') return false
  return kindOf(role as Role) === kind && sub.startsWith(kind === 'guest' ? 'gst_' : 'usr_')
}

function principalOf({ sub, role, sid }: JWTPayload): Principal | null {
  if (!sub) return null
  // `isOfKind` has looked at the role.
  return { id: sub, role: role as Role, ...(typeof sid === 'string' && { session: sid }) }
}
