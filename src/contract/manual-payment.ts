/** The variables of manual payments: the texts that shoppers read, by locale, and the term of their orders. */
import * as z from 'zod/mini'
import { refused } from './refused.ts'

/** Thirty days; an unpaid order holds its units for this whole time. */
const MAX_DAYS = 30
const MAX_TEXT_LENGTH = 2000

const text = z.strictObject({
  title: z.string().check(z.minLength(1), z.maxLength(100)),
  instructions: z.string().check(z.minLength(1), z.maxLength(MAX_TEXT_LENGTH)),
})
const texts = z.record(z.string(), text)

export type ManualTexts = z.infer<typeof texts>

export const MANUAL_VARIABLES = {
  MANUAL_PAYMENT_TEXTS: z.optional(
    z.pipe(
      z.string(),
      z.transform((json, context): ManualTexts => {
        try {
          const parsed = texts.safeParse(JSON.parse(json))
          if (parsed.success && Object.keys(parsed.data).length > 0) return parsed.data
        } catch {
          // Not JSON: the message below applies.
        }
        return refused(context, 'is not JSON like {"en": {"title": "Bank transfer", "instructions": "…"}}')
      }),
    ),
  ),
  MANUAL_PAYMENT_DAYS: z._default(
    z.coerce
      .number({ error: 'is not a number' })
      .check(z.positive({ error: 'must be above 0' }), z.maximum(MAX_DAYS, { error: `must be at most ${MAX_DAYS}` })),
    7,
  ),
}
