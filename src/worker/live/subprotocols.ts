/** Reads the token from Sec-WebSocket-Protocol, because browsers cannot send Authorization with a WebSocket. */
import { PROTOCOL } from '../../contract/live/protocol.ts'

export const LIVE_PATH = /^\/v1\/(cart|orders\/[^/]+)\/live$/

const HEADER = 'sec-websocket-protocol'
const BEARER = 'bearer.'

export function namesProtocol(headers: Headers): boolean {
  return namesIn(headers).includes(PROTOCOL)
}

/** The token, not yet verified; null when there is none. */
export function bearerIn(headers: Headers): string | null {
  return (
    namesIn(headers)
      .find((name) => name.startsWith(BEARER))
      ?.slice(BEARER.length) ?? null
  )
}

function namesIn(headers: Headers): readonly string[] {
  return (headers.get(HEADER) ?? '').split(',').map((name) => name.trim())
}
