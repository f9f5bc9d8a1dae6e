/** The platform's answer to a handshake, and the end of a connection. */
import type { WebSocket as Socket } from '@cloudflare/workers-types'
import { type CloseCode, PROTOCOL } from '../../contract/live/protocol.ts'

/** Declared here, because programs that run in Node check the types of this file too. */
declare const WebSocketPair: new () => { readonly 0: Socket; readonly 1: Socket }

type Closable = Pick<Socket, 'close'>

/** Accepts a connection only to close it, because pages cannot read the status of a refused handshake. */
export function closedAtOnce(code: CloseCode, reason: string): Response {
  const { 0: theirs, 1: socket } = new WebSocketPair()
  socket.accept()
  closeWith(socket, code, reason)
  return switching(theirs)
}

export function switching(webSocket: unknown): Response {
  // The cast: Node's types do not have the field.
  return new Response(null, { status: 101, webSocket, headers: { 'Sec-WebSocket-Protocol': PROTOCOL } } as ResponseInit)
}

/** Returns false, for callers that return whether the connection stays open. */
export function closeWith(socket: Closable, code: CloseCode, reason: string): false {
  // The platform accepts at most 123 bytes of a reason.
  socket.close(code, reason.slice(0, 120))
  return false
}
