/** The name of the duty that drains, and its times. */

export const DRAIN = 'drain'

export const DRAIN_DELAY_MS = 1_000

/** An announcement without a confirm after this time counts as lost. */
export const LOST_MS = 10_000
