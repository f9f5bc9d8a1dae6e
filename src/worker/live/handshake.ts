/**
 * The handshake of a live connection, after the guard. The object receives only facts that the Worker has verified, on
 * a request without any header of the client.
 */
import { CLOSE, PROTOCOL } from '../../contract/live/protocol.ts'
import { Problem } from '../../contract/problem.ts'
import { ADMITTED, type Admitted, type LiveObject } from '../../contract/rpc/live.ts'
import type { RequestContext } from '../context.ts'
import { locales } from '../http/locales.ts'
import { ownOrigin } from '../http/own-origin.ts'
import { callObject } from '../object-call.ts'
import { namesProtocol } from './subprotocols.ts'
import { closedAtOnce } from './switching.ts'

/** The maximum duration of a connection with a server key, which does not expire. */
export const MAX_LIVE_MS = 24 * 3600_000

/** The queries of live routes. */
interface Asked {
  readonly client?: string | null | undefined
  readonly since?: string | null | undefined
}

export async function openLive(
  c: RequestContext,
  object: () => LiveObject,
  { client = null, since = null }: Asked,
): Promise<Response> {
  if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') {
    throw new Problem('upgrade_required', 'Open this URL as a WebSocket.', { headers: { Upgrade: 'websocket' } })
  }
  if (!namesProtocol(c.req.raw.headers)) {
    throw new Problem('invalid_request', `Name the subprotocol ${PROTOCOL} in Sec-WebSocket-Protocol.`)
  }
  c.set('isWhole', true)
  if (!isKnownOrigin(c)) return closedAtOnce(CLOSE.forbidden, 'Pages of this origin are not allowed to connect.')
  const { id: owner, session = null, expiresAt = Date.now() + MAX_LIVE_MS } = c.get('principal')
  const admitted: Admitted = { owner, client, since, locales: locales(c), session, expiresAt }
  const headers = { Upgrade: 'websocket', [ADMITTED]: JSON.stringify(admitted) }
  const answer = await callObject(false, () => object().fetch(new Request('https://object/live', { headers })))
  if (answer.status === 101) return answer
  throw new Problem('too_many_sockets', 'Close another connection first.', { headers: { 'Retry-After': '30' } })
}

/** Browsers let pages of any origin open a WebSocket, so the server must check the origin itself. */
function isKnownOrigin(c: RequestContext): boolean {
  const origin = c.req.header('origin')
  return origin === undefined || origin === ownOrigin(c) || c.get('ports').config.CORS_ORIGINS.includes(origin)
}

/** Reads the facts on the object's side. Only `openLive` makes these requests. */
export function admittedIn({ headers }: Request): Admitted {
  return JSON.parse(headers.get(ADMITTED) ?? '') as Admitted
}

export function tooManySockets(): Response {
  return new Response(null, { status: 503 })
}
