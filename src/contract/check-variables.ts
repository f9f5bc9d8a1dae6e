/** The variables of the checks that walk over the record. */
import * as z from 'zod/mini'

const whole = z.coerce.number({ error: 'is not a number' }).check(z.int({ error: 'is not a whole number' }))
const hour = whole.check(
  z.minimum(0, { error: 'is below 0' }),
  z.maximum(23, { error: 'must be an hour in UTC, 0–23' }),
)
/** Fewer do not cover one step; the platform allows 1,000 queries of D1 for an invocation. */
const calls = whole.check(z.minimum(10, { error: 'must be 10–900' }), z.maximum(900, { error: 'must be 10–900' }))

export const CHECK_VARIABLES = {
  LEDGER_HOUR: z._default(hour, 3),
  RECONCILE_HOUR: z._default(hour, 4),
  RECONCILE_CALLS: z._default(calls, 25),
}
