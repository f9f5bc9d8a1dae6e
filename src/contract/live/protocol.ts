/** The protocol `pannier.1` of live connections: its messages, bounds and close codes. docs/live.md explains it. */
import type { CartBody } from '../answers/cart.ts'
import type { ProblemCode } from '../problem.ts'

export const PROTOCOL = 'pannier.1'

export const MOST_MESSAGE_BYTES = 16 * 1024
/** Messages each second, and those that may come at once. */
export const MESSAGES_PER_SECOND = 20
export const MOST_AT_ONCE = 40
/** Bytes sent to a client that has not shown that it reads them. */
export const MOST_UNREAD_BYTES = 256 * 1024
/** Versions that one change may cover. */
export const MOST_VERSIONS = 64
export const MOST_SOCKETS = 16

export const CLOSE = {
  malformed: 4400,
  unauthenticated: 4401,
  forbidden: 4403,
  slow_reader: 4408,
  merged: 4409,
  erased: 4410,
  too_large: 4413,
  too_many: 4429,
  unavailable: 4503,
} as const

export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE]

export interface Welcome {
  readonly t: 'welcome'
  readonly epoch: number
  readonly version: number
  readonly client?: { readonly id: string; readonly last: number }
}

/** The state after `version`. Lists that may be absent are sent whole, when they have changed. */
export interface CartChange extends Pick<CartBody, 'items' | 'totals' | 'notices'> {
  readonly t: 'change'
  readonly epoch: number
  readonly version: number
  /** The first of the versions that the change covers, when they are several. */
  readonly from?: number
  readonly etag: string
  readonly gone: readonly string[]
  readonly order?: readonly string[]
  readonly saved?: CartBody['saved']
  readonly removed?: CartBody['removed']
  readonly coupons?: CartBody['coupons']
  readonly inCheckout?: CartBody['inCheckout']
}

export interface CartReset {
  readonly t: 'reset'
  readonly epoch: number
  readonly version: number
  readonly etag: string
  readonly cart: CartBody
}

export interface Ack {
  readonly t: 'ack'
  readonly client: string
  readonly last: number
  readonly version: number
  readonly results: NonNullable<CartBody['results']>
}

export interface LiveError {
  readonly t: 'error'
  readonly code: ProblemCode
  readonly detail: string
  readonly expected?: number
}

export type ServerMessage = Welcome | CartChange | CartReset | Ack | LiveError
