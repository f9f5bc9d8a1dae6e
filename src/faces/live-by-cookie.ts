/**
 * Signs in the live connections of the shop's own pages: their scripts can neither read the token nor send a header with
 * a WebSocket. Invariant: browsers let pages of any origin open a WebSocket and send the cookie along, so the cookie
 * counts only if Origin is the shop's own; without that the handshake has no sign-in.
 */
import type { Env } from '../contract/env.ts'
import { originOf } from '../worker/http/own-origin.ts'
import { bearerIn, LIVE_PATH } from '../worker/live/subprotocols.ts'
import { portsOf } from '../worker/ports.ts'
import { accessTokenIn } from './shop/session.ts'

/** Returns the request itself unless the cookie signs it in. */
export function signedInByCookie(request: Request, env: Env): Request {
  const { headers, url } = request
  // All requests of the API pass here, and reading a header costs more than looking at the URL.
  if (!url.includes('/live') || !LIVE_PATH.test(new URL(url).pathname)) return request
  if (headers.get('upgrade')?.toLowerCase() !== 'websocket') return request
  if (headers.has('authorization') || bearerIn(headers) !== null) return request
  const token = accessTokenIn(headers.get('cookie') ?? '')
  if (token === null || headers.get('origin') !== ownOrigin(env, url)) return request
  const signedIn = new Headers(headers)
  signedIn.set('authorization', `Bearer ${token}`)
  return new Request(request, { headers: signedIn })
}

function ownOrigin(env: Env, url: string): string | undefined {
  try {
    return originOf(portsOf(env).config, url)
  } catch {
    // The configuration is broken; the API answers that.
    return undefined
  }
}
