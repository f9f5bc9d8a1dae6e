/**
 * The socket of the live cart, protocol pannier.1.
 * Invariant: while operations wait for their acknowledgement, states are held back, so that an operation is never shown
 * twice: in the confirmed cart and as pending.
 */
import { type ErrorCode, PannierError } from '../problem.ts'
import { type ChangeMessage, patched } from './patch.ts'
import type { Clock, Confirmed, Link, LinkOptions, OperationResult, Pushed, Wire } from './ports.ts'

/** The part of the browser's WebSocket that is used. */
export interface SocketLike {
  send(text: string): void
  close(): void
  onmessage: ((event: { readonly data: unknown }) => void) | null
  onclose: ((event: { readonly code: number }) => void) | null
}

const HEARTBEAT_MS = 25_000
/** A connection without any message within this time counts as dead, although it was not closed. */
const DEADLINE_MS = 10_000

type ServerMessage =
  | { readonly t: 'welcome'; readonly epoch: number; readonly version: number }
  | ({ readonly t: 'change' } & ChangeMessage)
  | ({ readonly t: 'reset' } & Confirmed)
  | { readonly t: 'ack'; readonly version: number; readonly results: readonly OperationResult[] }
  | { readonly t: 'error'; readonly code: ErrorCode; readonly detail: string }

interface Waiting {
  readonly resolve: (pushed: Pushed) => void
  readonly reject: (error: PannierError) => void
  ack: (ServerMessage & { readonly t: 'ack' }) | null
}

/** Resolves after the server has welcomed the socket and sent the first state. */
export function linkOver(socket: SocketLike, clock: Clock, options: LinkOptions): Promise<Link> {
  return new Promise((resolve, reject) => {
    let state = options.since
    let isOpen = false
    let failure: PannierError | null = null
    let position: { readonly epoch: number; readonly version: number } | null = null
    let waiting: Waiting | null = null
    let cancelDeadline: (() => void) | null = null
    let cancelBeat: (() => void) | null = null

    const end = (code: number) => {
      if (failure) return
      failure = new PannierError('network', `The socket closed: ${code}.`)
      cancelDeadline?.()
      cancelBeat?.()
      socket.onmessage = null
      socket.onclose = null
      socket.close()
      waiting?.reject(failure)
      if (isOpen) options.onClose(code)
      else reject(failure)
    }
    const expectAnswer = () => {
      cancelDeadline ??= clock.after(DEADLINE_MS, () => end(4408))
    }
    const heard = () => {
      cancelDeadline?.()
      cancelDeadline = null
      cancelBeat?.()
      cancelBeat = clock.after(HEARTBEAT_MS, () => {
        socket.send('ping')
        expectAnswer()
      })
      if (waiting) expectAnswer()
    }
    const link: Link = {
      client: options.client,
      push: (operations: readonly Wire[]) =>
        new Promise((resolvePush, rejectPush) => {
          if (failure) return rejectPush(failure)
          waiting = { resolve: resolvePush, reject: rejectPush, ack: null }
          socket.send(JSON.stringify({ t: 'ops', ops: operations }))
          expectAnswer()
        }),
      close: () => end(1000),
    }
    /** After each state and acknowledgement: opens, answers the push, or shows the state. */
    const proceed = () => {
      if (!state || !position || isBehind(state, position)) return
      if (!isOpen) {
        isOpen = true
        resolve(link)
      }
      if (!waiting) return options.onState(state)
      const { ack } = waiting
      if (!ack || state.version < ack.version) return
      const { resolve: resolvePush } = waiting
      waiting = null
      resolvePush({ results: ack.results, state })
    }
    const take = (message: ServerMessage) => {
      if (message.t === 'welcome') {
        position = message
        // Drop a state of another life of the cart, because a reset follows.
        if (state && state.epoch !== message.epoch) state = null
      } else if (message.t === 'reset') {
        const { epoch, version, etag, cart } = message
        state = { epoch, version, etag, cart }
        position = state
      } else if (message.t === 'change') {
        const { t: _, ...change } = message
        state = state && patched(state, change)
        // A change is missing; a reconnect brings the whole cart.
        if (!state) return end(4503)
      } else if (message.t === 'ack') {
        if (waiting) waiting.ack = message
      } else if (message.t === 'error') {
        const { code, detail } = message
        const failed = waiting
        waiting = null
        const isUnreadable = code === 'invalid_request' || code === 'payload_too_large'
        failed?.reject(new PannierError(code, detail, { status: isUnreadable ? 400 : 503 }))
      }
      proceed()
    }

    socket.onmessage = ({ data }) => {
      heard()
      if (data === 'pong') return
      try {
        take(JSON.parse(String(data)) as ServerMessage)
      } catch {
        end(4400)
      }
    }
    socket.onclose = ({ code }) => end(code)
    expectAnswer()
  })
}

function isBehind(state: Confirmed, { epoch, version }: { readonly epoch: number; readonly version: number }): boolean {
  return state.epoch !== epoch || state.version < version
}
