/**
 * `@pannier/client/live`: a cart that changes without a delay, in every tab, and offline.
 *
 * @example
 * const cart = await createLiveCart(createPannier({ url, tokens: localTokens() }))
 * cart.subscribe(() => render(cart.value))
 * await cart.add('tea', 2)
 */
import type { Pannier } from '../index.ts'
import { channelFor, locksFor, storageFor, surroundingsOf, systemClock } from './browser.ts'
import { type LiveCart, openLiveCart } from './live-cart.ts'
import type { Storage } from './ports.ts'
import type { SocketLike } from './socket.ts'
import { transportOf } from './transport.ts'

export type { AddOptions, LiveCart } from './live-cart.ts'
export { memoryStorage } from './memory.ts'
export type { Status, Storage } from './ports.ts'
export type { Refusal } from './queue.ts'
export type { LiveCartValue, LiveLine, RemovedLiveLine } from './value.ts'

export interface LiveCartOptions {
  /** Separates several shops of one origin. All tabs of a shop use the same name. Default: `pannier`. */
  readonly name?: string
  /** The store of the queue. Default: IndexedDB. */
  readonly storage?: Storage
  /** Set it to false to use only HTTP. */
  readonly sockets?: boolean
}

export function createLiveCart(pannier: Pannier, options: LiveCartOptions = {}): Promise<LiveCart> {
  const { name = 'pannier', storage = storageFor(name), sockets = true } = options
  const open = (url: string, protocols: string[]) => new WebSocket(url, protocols) as SocketLike
  const transport = transportOf(pannier, systemClock, sockets && globalThis.WebSocket ? open : null)
  const ports = { storage, transport, clock: systemClock, locks: locksFor(name), channel: channelFor(name) }
  return openLiveCart(ports, surroundingsOf(pannier))
}
