/**
 * Limits the unpaid orders that one network address may have at once, over all its shoppers. Pure.
 * Invariant: a place is taken before its order is created. It becomes free when the order ends, and at the latest after
 * the order timeout, so that a lost notice cannot block an address.
 */
import type { Counter } from './attempt-slots.ts'
import type { Decided } from './attempts.ts'

/** Per address, before RATE_LIMIT_SCALE. */
const MAX_OPEN = 20
/** Places that a counter can store. A limit that is scaled above this switches the counter off. */
const MAX_PLACES = 128
/** The orders of a full counter are looked up at most this often, so that refusals stay cheap. */
const LOOK_EVERY_MS = 5_000
const MAX_WAIT_SECONDS = 60

export interface OpenOrders {
  readonly places: readonly Place[]
  /** When the orders were last looked up. */
  readonly lookedAt: number | null
}

interface Place {
  readonly orderId: string
  readonly at: number
}

export interface OpenOrdersRule {
  /** Orders that may be open at once. */
  readonly most: number
  /** An unpaid order cancels itself after this time. */
  readonly timeoutMs: number
}

export interface OrderAdmission {
  readonly allowed: boolean
  /** Whole seconds, from 1; 0 when allowed. */
  readonly retryAfterSeconds: number
  /** If not empty: the caller looks up which of these orders have ended, and tries again. */
  readonly look: readonly string[]
}

/** Null if the limit is so high that nothing is counted. */
export function mostOpenOrders(scale: number): number | null {
  const most = Math.max(1, Math.floor(MAX_OPEN * scale))
  return most > MAX_PLACES ? null : most
}

/** Frees the places of ended orders, then takes a place for this order. Idempotent. */
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
  const retryAfterSeconds = Math.min(MAX_WAIT_SECONDS, Math.max(1, Math.ceil(firstEnds / 1000)))
  const look = looksNow ? standing.map((place) => place.orderId) : []
  return {
    state: looksNow ? { places: standing, lookedAt: now } : null,
    answer: { allowed: false, retryAfterSeconds, look },
  }
}

/** Frees the place of an order that was refused or never created. */
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

/** The places that have not timed out. A time far in the future was written by a wrong clock. */
function placesOf(known: OpenOrders | undefined, now: number, timeoutMs: number): readonly Place[] {
  return (known?.places ?? []).filter(({ at }) => Math.abs(now - at) < timeoutMs)
}
