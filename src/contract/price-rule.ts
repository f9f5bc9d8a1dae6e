/** A price rule as the record and the caches hold it. An unreadable value counts as absent. */
import * as z from 'zod/mini'
import type { StoredRule } from '../domain/pricing/stored.ts'

const whole = z.int()
const share = whole.check(z.minimum(0), z.maximum(10_000))
const texts = z.record(z.string(), z.string())
const words = z.array(z.string())

const common = {
  id: z.string(),
  description: texts,
  isActive: z.boolean(),
  isDeleted: z.boolean(),
  version: whole,
  createdAt: z.number(),
  updatedAt: z.number(),
}

const discount = {
  ...common,
  effect: z.discriminatedUnion('type', [
    z.object({ type: z.literal('percentage'), basisPoints: share }),
    z.object({ type: z.literal('fixed'), amount: whole, every: z.boolean() }),
    z.object({ type: z.literal('free_shipping') }),
    z.object({
      type: z.literal('buy_x_get_y'),
      buy: whole.check(z.minimum(1)),
      get: whole.check(z.minimum(1)),
      basisPoints: share,
    }),
  ]),
  conditions: z.object({
    minSubtotal: whole,
    startsAt: z.nullable(z.number()),
    endsAt: z.nullable(z.number()),
    skus: words,
    categories: words,
    firstOrderOnly: z.boolean(),
  }),
  priority: whole,
  exclusive: z.boolean(),
}

const ruleSchema: z.ZodMiniType<StoredRule> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('promotion'), ...discount }),
  z.object({
    kind: z.literal('coupon'),
    ...discount,
    usageLimit: z.nullable(whole),
    usageLimitPerUser: z.nullable(whole),
  }),
  z.object({
    kind: z.literal('shipping_rate'),
    ...common,
    option: z.string(),
    title: texts,
    countries: words,
    minSubtotal: whole,
    maxSubtotal: z.nullable(whole),
    minWeightGrams: whole,
    maxWeightGrams: z.nullable(whole),
    amount: whole,
    estimatedDays: whole,
  }),
  z.object({
    kind: z.literal('tax'),
    ...common,
    title: texts,
    country: z.string(),
    region: z.nullable(z.string()),
    categories: words,
    ratePpm: whole,
    inclusive: z.boolean(),
    onShipping: z.boolean(),
  }),
])

/** Null if the value is not a price rule. */
export function ruleIn(value: unknown): StoredRule | null {
  return ruleSchema.safeParse(value).data ?? null
}
