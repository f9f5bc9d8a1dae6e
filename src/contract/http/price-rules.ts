/** Price rules over HTTP: the fields of each kind. Routes, import and export share this table. */
import * as z from 'zod/mini'
import { countryFault } from '../../domain/address/address.ts'
import { countryCode } from '../../domain/address/format.ts'
import { RULE_KINDS, type RuleKind } from '../../domain/pricing/rules.ts'
import { categoryIdSchema, MAX_WEIGHT_GRAMS, priceSchema, texts } from './admin-catalogue.ts'
import type { Routes } from './route.ts'
import { couponCodeSchema, LIST_QUERY, pastedSchema, skuSchema } from './shapes.ts'

const MAX_USES = 2_147_483_647
const MAX_UNITS = 1_000
const MAX_NAMED = 500

export const ruleIdSchema = pastedSchema.check(
  z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
    error: 'must be 1–64 of A-Z a-z 0-9 . _ -, beginning with a letter or digit',
  }),
)
const percentSchema = z.number().check(z.gt(0), z.maximum(100), z.multipleOf(0.01))
const countSchema = z.int().check(z.minimum(1), z.maximum(MAX_UNITS))
const weightSchema = z.int().check(z.minimum(0), z.maximum(MAX_WEIGHT_GRAMS))
export const usesSchema = z.nullable(z.int().check(z.minimum(1), z.maximum(MAX_USES)))
const momentSchema = z.nullable(pastedSchema.check(z.iso.datetime({ offset: true })))
const countrySchema = z.string().check(
  z.maxLength(60),
  z.overwrite(countryCode),
  z.superRefine((country, context) => {
    const message = countryFault(country)
    if (message !== null) context.addIssue({ code: 'custom', message })
  }),
)
const categoriesSchema = z.array(categoryIdSchema).check(z.maxLength(MAX_NAMED))
const titleSchema = texts(300).check(
  z.refine((map) => Object.keys(map).length > 0, { error: 'must have a title in at least one language' }),
)

export const everySchema = z._default(z.boolean(), false)

const effectSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('percentage'), percent: percentSchema }),
  z.strictObject({
    type: z.literal('fixed'),
    amount: priceSchema,
    every: everySchema,
  }),
  z.strictObject({ type: z.literal('free_shipping') }),
  z.strictObject({
    type: z.literal('buy_x_get_y'),
    buy: countSchema,
    get: countSchema,
    percent: z._default(percentSchema, 100),
  }),
])

const common = { description: texts(1_000), isActive: z.boolean() }

export const discount = {
  ...common,
  effect: effectSchema,
  minSubtotal: z.nullable(priceSchema),
  startsAt: momentSchema,
  endsAt: momentSchema,
  skus: z.array(skuSchema).check(z.maxLength(MAX_NAMED)),
  categories: categoriesSchema,
  firstOrderOnly: z.boolean(),
  priority: z.int().check(z.minimum(-1_000_000), z.maximum(1_000_000)),
  exclusive: z.boolean(),
}

/** All fields of each kind except its id. */
export const RULE_BODIES = {
  promotion: z.strictObject(discount),
  coupon: z.strictObject({ ...discount, usageLimit: usesSchema, usageLimitPerUser: usesSchema }),
  shipping_rate: z.strictObject({
    ...common,
    option: ruleIdSchema,
    title: titleSchema,
    countries: z.array(countrySchema).check(z.maxLength(300)),
    minSubtotal: z.nullable(priceSchema),
    maxSubtotal: z.nullable(priceSchema),
    minWeightGrams: weightSchema,
    maxWeightGrams: z.nullable(weightSchema),
    amount: priceSchema,
    estimatedDays: z.int().check(z.minimum(0), z.maximum(365)),
  }),
  tax: z.strictObject({
    ...common,
    title: titleSchema,
    country: countrySchema,
    region: z.nullable(pastedSchema.check(z.minLength(1), z.maxLength(100))),
    categories: categoriesSchema,
    ratePercent: z.number().check(z.minimum(0), z.maximum(100), z.multipleOf(0.0001)),
    inclusive: z.boolean(),
    onShipping: z.boolean(),
  }),
} satisfies { readonly [Kind in RuleKind]: z.ZodMiniObject }

/** Defaults of the optional fields of a new rule. Each kind uses the fields that it has. */
const DEFAULTS: { readonly [field: string]: unknown } = {
  ...{ description: {}, isActive: true, minSubtotal: null, startsAt: null, endsAt: null, skus: [], categories: [] },
  ...{ firstOrderOnly: false, priority: 0, exclusive: false, usageLimit: null, usageLimitPerUser: null },
  ...{ countries: [], maxSubtotal: null, minWeightGrams: 0, maxWeightGrams: null, region: null, onShipping: false },
}

type RuleBodies = { readonly [Kind in RuleKind]: z.infer<(typeof RULE_BODIES)[Kind]> }
export type RuleBody<Kind extends RuleKind = RuleKind> = RuleBodies[Kind]

export interface RuleForm {
  /** The segment of the path that names this kind. */
  readonly segment: string
  /** The name of one such rule in messages. */
  readonly noun: string
  readonly idField: 'id' | 'code'
  readonly id: typeof ruleIdSchema
  readonly defaults: Partial<RuleBody>
  readonly create: z.ZodMiniType<{ readonly [field: string]: unknown }>
  readonly change: z.ZodMiniType<{ readonly [field: string]: unknown }>
}

export const RULE_FORMS: { readonly [Kind in RuleKind]: RuleForm } = {
  promotion: formOf('promotion', 'promotions'),
  coupon: formOf('coupon', 'coupons'),
  shipping_rate: formOf('shipping_rate', 'shipping-rates'),
  tax: formOf('tax', 'taxes'),
}

function formOf(kind: RuleKind, segment: string): RuleForm {
  const idField = kind === 'coupon' ? 'code' : 'id'
  const id = kind === 'coupon' ? couponCodeSchema : ruleIdSchema
  const body: z.ZodMiniObject = RULE_BODIES[kind]
  const fields = body.shape
  const isOptional = ([field]: readonly [string, unknown]) => field in DEFAULTS
  const optional = Object.fromEntries(Object.entries(fields).filter(isOptional))
  return {
    ...{ segment, idField, id },
    noun: kind.replace('_', ' '),
    defaults: Object.fromEntries(Object.keys(optional).map((field) => [field, DEFAULTS[field]])),
    create: z.strictObject({ [idField]: id, ...fields, ...z.partial(z.object(optional)).shape }),
    change: z
      .partial(body)
      .check(z.refine((change) => Object.keys(change).length > 0, { error: 'must name a field to change' })),
  }
}

const rulesQuery = z.strictObject(LIST_QUERY)

export const PRICE_RULE_ROUTES = Object.fromEntries(RULE_KINDS.map((kind) => [kind, routesOf(kind)])) as {
  readonly [Kind in RuleKind]: ReturnType<typeof routesOf>
}

export function routesOf(kind: RuleKind) {
  const { segment, id, create, change } = RULE_FORMS[kind]
  const path = `/v1/admin/${segment}`
  const params = z.object({ id })
  return {
    list: { method: 'get', path, query: rulesQuery },
    get: { method: 'get', path: `${path}/:id`, params },
    create: { method: 'post', path, body: create },
    change: { method: 'patch', path: `${path}/:id`, params, body: change },
    drop: { method: 'delete', path: `${path}/:id`, params },
  } as const satisfies Routes
}
