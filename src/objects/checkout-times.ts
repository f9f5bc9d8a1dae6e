/**
 * The times of a checkout, from the shopper's request to the end of the order. Each party that asks another one gives up
 * later than the one it asks, and an alarm repeats a step later than the request that does it first.
 */

/** How long a shopper waits for the order; the alarm goes on afterwards. */
export const ANSWER_MS = 15_000
/** An order that has not answered the cart by then is asked again. */
export const ORDER_START_MS = 20_000
/** The cart's alarm asks an order that no request has heard from. */
export const RESUME_AFTER_MS = 20_000
/** How long the order waits for stock, cart and payment providers before the alarm repeats the call. */
export const OTHERS_MS = 8_000
/** The order's alarm repeats a call to others that failed. */
export const REPEAT_AFTER_MS = 5_000
/** A refused order answers repeats of its start for so long after its time to be paid; then it ends. */
export const REFUSED_MS = 24 * 3600_000
