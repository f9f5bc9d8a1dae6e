/** The rules of prices over HTTP: what each kind of them says. One table for routes, import and export. */
import * as z from 'zod'
import { countryFault } from '../../domain/address/address.ts'
import type { RuleKind } from '../../domain/pricing/rules.ts'
import { categoryIdSchema, HEAVIEST, priceSchema, texts } from './admin-catalogue.ts'
import { couponCodeSchema, LIST_QUERY, pastedSchema, skuSchema, timeSchema } from './shapes.ts'

const MOST_USES = 2_147_483_647
const MOST_UNITS = 1_000
const MOST_NAMED = 500

const ruleIdSchema = pastedSchema
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
    error: 'must be 1–64 of A-Z a-z 0-9 . _ -, beginning with a letter or digit',
  })
  .meta({ example: 'SPRING-10' })
const percentSchema = z.number().gt(0).max(100).multipleOf(0.01)
const countSchema = z.number().int().min(1).max(MOST_UNITS)
const weightSchema = z.number().int().min(0).max(HEAVIEST)
const usesSchema = z.number().int().min(1).max(MOST_USES).nullable().meta({
  description: 'Uses of a deleted coupon with the same code count too.',
})
const momentSchema = z.iso.datetime({ offset: true }).nullable()
const countrySchema = z
  .string()
  .max(60)
  .superRefine((country, context) => {
    const message = countryFault(country)
    if (message !== null) context.addIssue({ code: 'custom', message })
  })
const categoriesSchema = z.array(categoryIdSchema).max(MOST_NAMED)
const titleSchema = texts(300).refine((map) => Object.keys(map).length > 0, { error: 'names no title in any language' })

/** The one rule of money thresholds, said at each field. */
const BEFORE_DISCOUNTS = 'Before discounts, at list prices, like every threshold.'

const effectSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('percentage'), percent: percentSchema }),
  z.strictObject({
    type: z.literal('fixed'),
    amount: priceSchema,
    every: z.boolean().default(false).meta({ description: 'Again for each whole `minSubtotal`.' }),
  }),
  z.strictObject({ type: z.literal('free_shipping') }),
  z.strictObject({
    type: z.literal('buy_x_get_y'),
    buy: countSchema,
    get: countSchema,
    percent: percentSchema.default(100),
  }),
])

const common = { description: texts(1_000), isActive: z.boolean() }

const discount = {
  ...common,
  effect: effectSchema,
  minSubtotal: priceSchema.nullable().meta({
    description: `The least that the eligible lines must cost. ${BEFORE_DISCOUNTS}`,
  }),
  startsAt: momentSchema,
  endsAt: momentSchema,
  skus: z.array(skuSchema).max(MOST_NAMED),
  categories: categoriesSchema,
  firstOrderOnly: z.boolean(),
  priority: z.number().int().min(-1_000_000).max(1_000_000).meta({ description: 'Lower ones come first.' }),
  exclusive: z.boolean(),
}

const BODIES = {
  promotion: z.strictObject(discount),
  coupon: z.strictObject({ ...discount, usageLimit: usesSchema, usageLimitPerUser: usesSchema }),
  shipping_rate: z.strictObject({
    ...common,
    option: ruleIdSchema,
    title: titleSchema,
    countries: z.array(countrySchema).max(300).meta({ description: 'Any country when it is empty.' }),
    minSubtotal: priceSchema.nullable().meta({
      description: `The least that all lines must cost. ${BEFORE_DISCOUNTS}`,
    }),
    maxSubtotal: priceSchema.nullable().meta({
      description: `All lines must cost less than this. ${BEFORE_DISCOUNTS}`,
    }),
    minWeightGrams: weightSchema,
    maxWeightGrams: weightSchema.nullable(),
    amount: priceSchema,
    estimatedDays: z.number().int().min(0).max(365),
  }),
  tax: z.strictObject({
    ...common,
    title: titleSchema,
    country: countrySchema,
    region: pastedSchema.min(1).max(100).nullable(),
    categories: categoriesSchema,
    ratePercent: z.number().min(0).max(100).multipleOf(0.0001),
    inclusive: z.boolean(),
    onShipping: z.boolean(),
  }),
} satisfies { readonly [Kind in RuleKind]: z.ZodObject }

/** What a new one need not say, of those that have it. */
const DEFAULTS: { readonly [field: string]: unknown } = {
  ...{ description: {}, isActive: true, minSubtotal: null, startsAt: null, endsAt: null, skus: [], categories: [] },
  ...{ firstOrderOnly: false, priority: 0, exclusive: false, usageLimit: null, usageLimitPerUser: null },
  ...{ countries: [], maxSubtotal: null, minWeightGrams: 0, maxWeightGrams: null, region: null, onShipping: false },
}

const warningSchema = z.union([
  z.object({
    code: z.literal('countries_without_rate'),
    detail: z.string(),
    served: z.array(z.string()).meta({ description: 'The countries that active rates name.' }),
  }),
  z.object({
    code: z.literal('standard_rate_is_cheaper'),
    detail: z.string(),
    rates: z.array(z.string()).meta({ description: 'The ids of the active rates that cost more.' }),
  }),
])
export type RuleWarning = z.infer<typeof warningSchema>

/** Answers and lists of shipping rates carry them alike. */
const warnings = z.array(warningSchema).meta({
  description:
    'Whether orders to some countries are refused because no active rate serves them, and whether the configured standard rate, which nobody has edited, is cheaper than a rate of the shop.',
})

type RuleBodies = { readonly [Kind in RuleKind]: z.infer<(typeof BODIES)[Kind]> }
/** All fields of a kind but its id. */
export type RuleBody<Kind extends RuleKind = RuleKind> = RuleBodies[Kind]

export interface RuleForm {
  /** Of its path. */
  readonly segment: string
  /** What a person calls one. */
  readonly noun: string
  readonly idField: 'id' | 'code'
  readonly id: typeof ruleIdSchema
  readonly defaults: Partial<RuleBody>
  readonly create: z.ZodType<{ readonly [field: string]: unknown }>
  readonly change: z.ZodType<{ readonly [field: string]: unknown }>
  readonly answer: z.ZodType
  readonly list: z.ZodType
}

export const RULE_FORMS: { readonly [Kind in RuleKind]: RuleForm } = {
  promotion: formOf('promotion', 'promotions', 'Promotion'),
  coupon: formOf('coupon', 'coupons', 'Coupon'),
  shipping_rate: formOf('shipping_rate', 'shipping-rates', 'ShippingRate'),
  tax: formOf('tax', 'taxes', 'Tax'),
}

function formOf(kind: RuleKind, segment: string, name: string): RuleForm {
  const idField = kind === 'coupon' ? 'code' : 'id'
  const id = kind === 'coupon' ? couponCodeSchema : ruleIdSchema
  const body: z.ZodObject = BODIES[kind]
  const fields = body.shape
  const isOptional = ([field]: readonly [string, unknown]) => field in DEFAULTS
  const optional = Object.fromEntries(Object.entries(fields).filter(isOptional))
  const answer = z
    .object({
      [idField]: z.string(),
      ...fields,
      version: z.number().int(),
      createdAt: timeSchema,
      updatedAt: timeSchema,
      ...(kind === 'shipping_rate' && { warnings: warnings.optional() }),
    })
    .meta({ id: `Admin${name}` })
  return {
    ...{ segment, idField, id, answer },
    noun: kind.replace('_', ' '),
    defaults: Object.fromEntries(Object.keys(optional).map((field) => [field, DEFAULTS[field]])),
    create: z.strictObject({ [idField]: id, ...fields, ...z.object(optional).partial().shape }),
    change: body.partial().refine((change) => Object.keys(change).length > 0, { error: 'names nothing to change' }),
    list: z
      .object({
        items: z.array(answer),
        nextCursor: z.string().nullable(),
        ...(kind === 'shipping_rate' && { warnings }),
      })
      .meta({ id: `Admin${name}List` }),
  }
}

export const rulesQuery = z.strictObject(LIST_QUERY)
