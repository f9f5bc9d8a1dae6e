/**
 * The live connections of one object, on the platform's hibernation API.
 * Invariant: the whole state of a connection is in its attachment, so that the object may leave memory between two
 * messages; a connection with an expired token is not sent anything.
 */
import {
  type Ack,
  CLOSE,
  type CloseCode,
  type LiveError,
  MAX_SOCKETS,
  MAX_UNREAD_BYTES,
  type Welcome,
} from '../../contract/live/protocol.ts'
import type { Admitted, EndedSignIns } from '../../contract/rpc/live.ts'
import type { Counter, Metrics } from '../../domain/metrics/registry.ts'
import type { Position } from '../../domain/position.ts'
import { closeWith, switching } from './switching.ts'

/** The state of a connection. The platform stores at most 2 KiB. */
export interface Attached extends Omit<Admitted, 'since'> {
  /** The last position that was sent; null before the first. */
  readonly at: Position | null
  /** Bytes sent before the client's last ping, and since then. */
  readonly sent: { readonly pingAt: number; readonly before: number; readonly since: number }
}

const NOTHING_SENT: Attached['sent'] = { pingAt: 0, before: 0, since: 0 }

export class Sockets {
  readonly #ctx: DurableObjectState
  readonly #opened: Counter
  readonly #closed: Counter

  constructor(ctx: DurableObjectState, kind: 'cart' | 'order', metrics: Metrics) {
    this.#ctx = ctx
    this.#opened = metrics.counter('sockets_opened_total', { kind })
    this.#closed = metrics.counter('sockets_closed_total', { kind })
  }

  /** Call when the platform reports that a connection has closed, regardless of who closed it. */
  closed(): void {
    this.#closed.add()
  }

  /** The open connections. */
  all(): readonly WebSocket[] {
    return this.#ctx.getWebSockets().filter(({ readyState }) => readyState === WebSocket.OPEN)
  }

  /** Null if there are too many connections. */
  accept({ since: _, ...admitted }: Admitted, at: Position | null): { answer: Response; socket: WebSocket } | null {
    this.closeExpired()
    if (this.all().length >= MAX_SOCKETS) return null
    const { 0: theirs, 1: socket } = new WebSocketPair()
    // The platform answers without waking the object.
    this.#ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'))
    this.#ctx.acceptWebSocket(socket)
    this.#opened.add()
    attach(socket, { ...admitted, at, sent: NOTHING_SENT })
    return { answer: switching(theirs), socket }
  }

  /** Whether the token of a connection is still valid; if not, the connection is closed. */
  isValid(socket: WebSocket): boolean {
    if (attachedTo(socket).expiresAt > Date.now()) return true
    return closeWith(socket, CLOSE.unauthenticated, 'The token has expired.')
  }

  /** False if the connection was closed instead. */
  send(socket: WebSocket, message: Welcome | Ack | LiveError | string, at?: Position): boolean {
    if (!this.isValid(socket)) return false
    const attached = attachedTo(socket)
    const text = typeof message === 'string' ? message : JSON.stringify(message)
    const sent = this.#counted(socket, attached.sent, text)
    if (sent.before + sent.since > MAX_UNREAD_BYTES) {
      return closeWith(socket, CLOSE.slow_reader, 'Too much was sent that the client has not confirmed by a ping.')
    }
    // The bytes of other messages are few, and are stored with the next change.
    if (at) attach(socket, { ...attached, sent, at: { epoch: at.epoch, version: at.version } })
    else known.set(socket, { ...attached, sent })
    try {
      socket.send(text)
    } catch {
      // The client has disconnected, and the platform has not reported it yet.
      return false
    }
    return true
  }

  /** Sends the error, and closes the connection if it cannot continue. */
  refuse(socket: WebSocket, error: Omit<LiveError, 't'>, code?: CloseCode): void {
    const isOpen = this.send(socket, { t: 'error', ...error })
    if (isOpen && code) closeWith(socket, code, error.detail)
  }

  closeAll(code: CloseCode, reason: string): void {
    for (const socket of this.all()) closeWith(socket, code, reason)
  }

  closeExpired(): void {
    for (const socket of this.all()) this.isValid(socket)
  }

  closeSignIns(ended: EndedSignIns): void {
    for (const socket of this.all()) {
      const { session } = attachedTo(socket)
      if (ended === 'erased') closeWith(socket, CLOSE.erased, 'The data was erased.')
      else if ('only' in ended ? session === ended.only : session !== ended.except) {
        closeWith(socket, CLOSE.unauthenticated, 'The sign-in has ended.')
      }
    }
  }

  /**
   * Counts unread bytes by pings, because the runtime does not report them. A client pings again only after the answer
   * to its last ping, which follows everything sent before: at the second ping it has read all bytes before the first.
   */
  #counted(socket: WebSocket, sent: Attached['sent'], text: string): Attached['sent'] {
    const pingAt = this.#ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0
    const { before, since } = pingAt === sent.pingAt ? sent : { before: sent.since, since: 0 }
    return { pingAt, before, since: since + bytesOf(text) }
  }
}

/** Bytes in UTF-8, counted without a copy. */
function bytesOf(text: string): number {
  let bytes = text.length
  for (let place = 0; place < text.length; place++) {
    const code = text.charCodeAt(place)
    // Half of a surrogate pair counts as half of four bytes.
    if (code >= 0x80) bytes += code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 1 : 2
  }
  return bytes
}

/** The attachments that this object has read or written: reading one again costs as much as a small query. */
const known = new WeakMap<WebSocket, Attached>()

export function attachedTo(socket: WebSocket): Attached {
  // The cast: only `attach` writes this value.
  const attached = known.get(socket) ?? (socket.deserializeAttachment() as Attached)
  known.set(socket, attached)
  return attached
}

function attach(socket: WebSocket, attached: Attached): void {
  known.set(socket, attached)
  socket.serializeAttachment(attached)
}
