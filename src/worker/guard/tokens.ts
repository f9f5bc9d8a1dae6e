/**
 * Pannier's own tokens: ES256, signed with the first key of AUTH_KEYS, verified against all of them (RFC 9068).
 * Invariant: algorithm, issuer, audience and type are pinned and an expiry is required; type and audience separate the
 * two kinds. The isolate caches a verified token at most until the token expires.
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
import { ROLES, type Role } from '../../contract/access.ts'
import type { PrivateKey } from '../../contract/auth-keys.ts'
import { ConfigError } from '../../contract/config.ts'
import { RecentlyUsed } from '../../tiers/recently-used.ts'

const ALGORITHM = 'ES256'
const REMEMBERED_TOKENS = 10_000

/** A guest has one long-lived token; an account has short-lived access tokens. */
const KINDS = {
  guest: { typ: 'guest+jwt', aud: 'pannier/guest' },
  account: { typ: 'at+jwt', aud: 'pannier' },
} as const

export const GUEST_TOKEN_SECONDS = 30 * 24 * 3600
export const ACCESS_TOKEN_SECONDS = 15 * 60
/** A guest's cart can still be merged for this long after its token has expired. */
const GRACE_SECONDS = 7 * 24 * 3600

/** Tolerated drift between the clocks of isolates, so that a token is valid from its first second in every isolate. */
const OWN_CLOCK_MS = 10 * 60_000
/** Leeway for the clock of an outside issuer. */
export const CLOCK_MS = 60_000

/** The subject of a verified token. */
export interface Principal {
  readonly id: string
  readonly role: Role
  /** The sign-in that an account's token belongs to. */
  readonly session?: string
  /** For a user of the outside identity provider: time of the sign-in there, milliseconds since 1970. */
  readonly outsideSince?: number
  /** Present when a trusted backend acts for this principal. */
  readonly byServer?: true
  /** When the token that was presented ends, in milliseconds since 1970; absent for a server key. */
  readonly expiresAt?: number
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
  readonly #verified = new RecentlyUsed<Remembered>(REMEMBERED_TOKENS)
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

  /** Signs a token for this principal that is valid for `seconds`. */
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

  /**
   * The principal of a token that this isolate has verified before and that has not expired; null for any other token,
   * which may still be valid.
   */
  known(token: string): Principal | null {
    const remembered = this.#verified.get(token)
    return remembered && remembered.expiresAt > this.#now() ? remembered : null
  }

  /** The principal of the token, or null when it is neither a valid access token nor a valid guest token. */
  async verify(token: string): Promise<Principal | null> {
    const known = this.known(token)
    if (known) return known
    const payload = await this.#payloadOf(token, typOf(token) === KINDS.guest.typ ? 'guest' : 'account', 0)
    if (!payload?.exp) return null
    const principal = principalOf(payload)
    if (!principal) return null
    const remembered = { ...principal, expiresAt: payload.exp * 1000 }
    this.#verified.set(token, remembered)
    return remembered
  }

  /** The guest's id from a guest token, also when it expired within the last week; null for any other token. */
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

/** Reads the unverified type. It only selects the kind that the token is then verified as. */
function typOf(token: string): unknown {
  try {
    return decodeProtectedHeader(token).typ
  } catch {
    return null
  }
}

// jose verifies that the claims are present and timely, not that they are strings or that role and subject fit the
// kind.
function isOfKind({ sub, role }: JWTPayload, kind: keyof typeof KINDS): boolean {
  const isRole = typeof role === 'string' && (ROLES as readonly string[]).includes(role)
  if (!isRole || typeof sub !== 'string') return false
  return kindOf(role as Role) === kind && sub.startsWith(kind === 'guest' ? 'gst_' : 'usr_')
}

function principalOf({ sub, role, sid }: JWTPayload): Principal | null {
  if (!sub) return null
  // The cast: `isOfKind` has checked the role.
  return { id: sub, role: role as Role, ...(typeof sid === 'string' && { session: sid }) }
}
