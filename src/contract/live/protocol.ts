/** The protocol `pannier.1` of live connections: its messages, bounds and close codes. docs/live.md explains it. */
import type * as z from 'zod/mini'
import type {
  ackSchema,
  cartChangeSchema,
  cartResetSchema,
  errorSchema,
  orderChangeSchema,
  orderResetSchema,
  welcomeSchema,
} from '../answers/live.ts'

export const PROTOCOL = 'pannier.1'

export const MAX_MESSAGE_BYTES = 16 * 1024
/** The rate limit of messages; a client may also send this many at once. */
export const MESSAGES_PER_SECOND = 20
export const MAX_AT_ONCE = 40
/** Bytes that may be sent before the client has confirmed by a ping that it reads them. */
export const MAX_UNREAD_BYTES = 256 * 1024
/** Versions that one change may cover. */
export const MAX_VERSIONS = 64
export const MAX_SOCKETS = 16

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

export type Welcome = z.infer<typeof welcomeSchema>
export type CartChange = z.infer<typeof cartChangeSchema>
export type CartReset = z.infer<typeof cartResetSchema>
export type OrderChange = z.infer<typeof orderChangeSchema>
export type OrderReset = z.infer<typeof orderResetSchema>
export type Ack = z.infer<typeof ackSchema>
export type LiveError = z.infer<typeof errorSchema>

export type CartMessage = Welcome | CartChange | CartReset | Ack | LiveError
export type OrderMessage = Welcome | OrderChange | OrderReset | LiveError
