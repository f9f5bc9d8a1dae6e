/** Price rules in the answers for admins: the fields of their bodies, with an id, a version and times. */
import * as z from 'zod/mini'
import { RULE_KINDS, type RuleKind } from '../../domain/pricing/rules.ts'
import { RULE_BODIES, RULE_FORMS } from '../http/price-rules.ts'
import { timeSchema } from '../http/shapes.ts'

const NAMES: { readonly [Kind in RuleKind]: string } = {
  promotion: 'AdminPromotion',
  coupon: 'AdminCoupon',
  shipping_rate: 'AdminShippingRate',
  tax: 'AdminTax',
}

const warningSchema = z.union([
  z.object({
    code: z.literal('countries_without_rate'),
    detail: z.string(),
    served: z.array(z.string()).check(z.meta({ description: 'The countries of the active rates.' })),
  }),
  z.object({
    code: z.literal('standard_rate_is_cheaper'),
    detail: z.string(),
    rates: z.array(z.string()).check(z.meta({ description: 'The ids of the active rates that are more expensive.' })),
  }),
])
export type RuleWarning = z.infer<typeof warningSchema>

/** Single shipping rates and their lists carry the same warnings. */
const warnings = z.array(warningSchema).check(
  z.meta({
    description:
      'Warns when no active rate serves some countries, so that orders to them are refused, and when the configured standard rate has not been edited and is cheaper than another rate of the shop.',
  }),
)

interface RuleAnswers {
  readonly answer: z.ZodMiniType
  readonly list: z.ZodMiniType
}

export const RULE_ANSWERS = Object.fromEntries(RULE_KINDS.map((kind) => [kind, answersOf(kind)])) as {
  readonly [Kind in RuleKind]: RuleAnswers
}

function answersOf(kind: RuleKind): RuleAnswers {
  const hasWarnings = kind === 'shipping_rate'
  const answer = z
    .object({
      [RULE_FORMS[kind].idField]: z.string(),
      ...RULE_BODIES[kind].shape,
      version: z.int(),
      createdAt: timeSchema,
      updatedAt: timeSchema,
      ...(hasWarnings && { warnings: z.optional(warnings) }),
    })
    .register(z.globalRegistry, { id: NAMES[kind] })
  const list = z
    .object({ items: z.array(answer), nextCursor: z.nullable(z.string()), ...(hasWarnings && { warnings }) })
    .register(z.globalRegistry, { id: `${NAMES[kind]}List` })
  return { answer, list }
}
