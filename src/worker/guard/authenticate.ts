/**
 * Identifies the sender of a request: by an account's or a guest's access token, a token of the configured identity
 * provider, or a server key with the user that it acts for. Invariant: only verified senders are returned; all others
 * are null.
 */
import { userIdSchema } from '../../contract/http/shapes.ts'
import type { RequestContext } from '../context.ts'
import { bearerIn, LIVE_PATH } from '../live/subprotocols.ts'
import type { Principal } from './tokens.ts'

const SERVER_KEY = 'psk_'
/** Characters. Pannier's tokens have about 500; those of other issuers may carry many claims. */
const MAX_CREDENTIAL_LENGTH = 8192

/** Returns without a promise when the isolate has verified the token before. */
export function authenticate(c: RequestContext): Principal | null | Promise<Principal | null> {
  const header = c.req.header('authorization') ?? liveCredential(c)
  if (header.length > MAX_CREDENTIAL_LENGTH) return null
  const { tokens, outside } = c.get('ports')
  const known = header.startsWith('Bearer ') ? tokens.known(header.slice('Bearer '.length)) : null
  if (known) return known
  const credential = /^Bearer ([\w.~+/=-]+)$/i.exec(header)?.[1]
  if (!credential) return null
  if (credential.startsWith(SERVER_KEY)) return actingFor(c, credential)
  return outside?.names(credential) ? outside.verify(credential) : tokens.verify(credential)
}

/** Live routes accept the token as a subprotocol too. */
function liveCredential({ req }: RequestContext): string {
  const token = LIVE_PATH.test(req.path) ? bearerIn(req.raw.headers) : null
  return token === null ? '' : `Bearer ${token}`
}

/**
 * Checks the key of a trusted backend: a long random key, of which the configuration has only the digest. The principal
 * is never an operator.
 */
async function actingFor(c: RequestContext, key: string): Promise<Principal | null> {
  const { SERVER_KEY_HASHES } = c.get('ports').config
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key))
  // Compare with every hash, even after a match, so that the time reveals nothing.
  const matches = SERVER_KEY_HASHES.map((hash) => crypto.subtle.timingSafeEqual(fromHex(hash), digest))
  const user = userIdSchema.safeParse(c.req.header('x-user-id'))
  if (!matches.includes(true) || !user.success) return null
  return { id: user.data, role: user.data.startsWith('gst_') ? 'guest' : 'customer', byServer: true }
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
