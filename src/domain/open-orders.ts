/**
 * How many unpaid orders one network address may have at once, over all its shoppers. Pure.
 * Invariant: a place is taken before its order is made and is free again when the order has ended, at the latest when
 * the time-out of orders is over: a counter that is never cleared clears itself.
 */
import type { Counter } from './attempt-slots.ts'
import type { Decided } from './attempts.ts'

/** Per address, before RATE_LIMIT_SCALE. */
const MOST_OPEN = 20
/** Places that a counter can hold: a limit that is scaled beyond is never reached, and nothing is counted. */
const MOST_PLACES = 128
/** A full counter asks its orders at most this often, so that refusals stay cheap. */
const LOOK_EVERY_MS = 5_000
const LONGEST_WAIT_SECONDS = 60

export interface OpenOrders {
  readonly places: readonly Place[]
  /** When the orders were last asked whether they have ended. */
  readonly lookedAt: number | null
}

interface Place {
  readonly orderId: string
  readonly at: number
}

export interface OpenOrdersRule {
  /** Orders that may be open at once. */
  readonly most: number
  /** After this time an unpaid order has cancelled itself. */
  readonly timeoutMs: number
}

export interface OrderAdmission {
  readonly allowed: boolean
  /** Whole seconds, from 1; 0 when allowed. */
  readonly retryAfterSeconds: number
  /** The orders in all places, when the caller is to find out which of them have ended and ask again. */
  readonly look: readonly string[]
}

/** Null when the limit is so high that nothing is counted. */
export function mostOpenOrders(scale: number): number | null {
  const most = Math.max(1, Math.floor(MOST_OPEN * scale))
  return most > MOST_PLACES ? null : most
}

/** Takes a place for the order, after those that have ended gave theirs up. Harmless to repeat. */
export function openOrder(
  known: OpenOrders | undefined,
  orderId: string,
  ended: readonly string[],
  now: number,
  { most, timeoutMs }: OpenOrdersRule,
): Decided<OpenOrders, OrderAdmission> {
  const standing = placesOf(known, now, timeoutMs).filter((place) => !ended.includes(place.orderId))
  const lookedAt = known?.lookedAt ?? null
  if (standing.some((place) => place.orderId === orderId)) return { state: null, answer: ALLOWED }
  if (standing.length < most) {
    return { state: { places: [...standing, { orderId, at: now }], lookedAt }, answer: ALLOWED }
  }
  const looksNow = lookedAt === null || Math.abs(now - lookedAt) >= LOOK_EVERY_MS
  const firstEnds = Math.min(...standing.map(({ at }) => at)) + timeoutMs - now
  const retryAfterSeconds = Math.min(LONGEST_WAIT_SECONDS, Math.max(1, Math.ceil(firstEnds / 1000)))
  const look = looksNow ? standing.map((place) => place.orderId) : []
  return {
    state: looksNow ? { places: standing, lookedAt: now } : null,
    answer: { allowed: false, retryAfterSeconds, look },
  }
}

/** The order was refused, or never made. */
export function orderEnded(known: OpenOrders | undefined, orderId: string): Decided<OpenOrders, void> {
  const places = known?.places.filter((place) => place.orderId !== orderId) ?? []
  if (!known || places.length === known.places.length) return { state: null, answer: undefined }
  return { state: { ...known, places }, answer: undefined }
}

export function openOrdersCounter({ most, timeoutMs }: OpenOrdersRule): Counter<OpenOrders> {
  return {
    lifeOf(known, now) {
      const count = placesOf(known, now, timeoutMs).length
      return count === 0 ? 'over' : count >= most ? 'refusing' : 'counting'
    },
    countOf: ({ places }) => places.length,
    lastAt: ({ places }) => Math.max(0, ...places.map(({ at }) => at)),
  }
}

const ALLOWED: OrderAdmission = { allowed: true, retryAfterSeconds: 0, look: [] }

/** Those whose time is not over; a time far ahead was written by a broken clock. */
function placesOf(known: OpenOrders | undefined, now: number, timeoutMs: number): readonly Place[] {
  return (known?.places ?? []).filter(({ at }) => Math.abs(now - at) < timeoutMs)
}
