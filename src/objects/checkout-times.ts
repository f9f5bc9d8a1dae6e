/**
 * The times of a checkout, from the shopper's request to the end of the order.
 * Invariant: a caller waits longer than the party that it calls. An alarm repeats a step only after the request that
 * runs it first has ended.
 */

/** How long a shopper waits for the order; the alarm continues afterwards. */
export const ANSWER_MS = 15_000
/** An order that has not answered the cart within this time is called again. */
export const ORDER_START_MS = 20_000
/** The cart's alarm calls an order that has not answered any request within this time. */
export const RESUME_AFTER_MS = 20_000
/** How long the order waits for stock, cart and payment providers before the alarm repeats the call. */
export const OTHERS_MS = 8_000
/** How long an answer about an order waits until the stream has accepted its events; the alarm sends the rest. */
export const STREAM_MS = 1_000
/** The order's alarm repeats a failed call after this time. */
export const REPEAT_AFTER_MS = 5_000
/** A refused order answers repeats of its start for this long after its payment deadline; then it ends. */
export const REFUSED_MS = 24 * 3600_000
