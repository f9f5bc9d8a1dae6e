/** The validators of a route, made from the schemas of its description; all refusals are the same kind of problem. */
import type { Context, MiddlewareHandler } from 'hono'
import type { InferInput } from 'hono/validator'
import type * as z from 'zod/mini'
import { useOwnTexts } from '../../contract/issue-text.ts'
import { type FieldError, Problem } from '../../contract/problem.ts'
import { TierError } from '../../tiers/calls/tier-error.ts'
import type { AppEnv } from '../context.ts'

useOwnTexts()

export function jsonOf<Schema extends z.ZodMiniType>(schema: Schema) {
  return checking({ json: schema })
}

export function queryOf<Query extends z.ZodMiniType>(query: Query) {
  return checking({ query })
}

export function paramOf<Param extends z.ZodMiniType>(param: Param) {
  return checking({ param })
}

/** Checks parameters and query in one middleware. */
export function urlOf<Param extends z.ZodMiniType, Query extends z.ZodMiniType>(param: Param, query: Query) {
  return checking({ param, query })
}

type Schemas = Readonly<Partial<Record<'param' | 'query' | 'json', z.ZodMiniType>>>

/** The typed client reads a route's input types here. */
interface InputOf<Given extends Schemas> {
  in: { [Target in keyof Given & keyof Schemas]: InferInput<z.input<NonNullable<Given[Target]>>, Target> }
  out: { [Target in keyof Given & keyof Schemas]: z.output<NonNullable<Given[Target]>> }
}

/**
 * Synchronous, unlike Hono's own validators, because it runs before nearly every route and no schema is asynchronous.
 * The empty query is checked only once; the guard has already read the body.
 */
function checking<Given extends Schemas>({
  param,
  query,
  json,
}: Given): MiddlewareHandler<AppEnv, string, InputOf<Given>> {
  const unasked = query?.safeParse({})
  return (c, next) => {
    if (param) keep(c, 'param', 'path', param.safeParse(c.req.param()))
    if (query) keep(c, 'query', 'query', (!c.req.raw.url.includes('?') && unasked) || query.safeParse(valuesOf(c)))
    if (json) keep(c, 'json', 'body', json.safeParse(jsonIn(c)))
    return next()
  }
}

function keep(
  c: Context,
  target: 'param' | 'query' | 'json',
  what: string,
  result: z.core.util.SafeParseResult<unknown>,
): void {
  refuseInvalid(what, result)
  // The cast: an invalid input was refused above.
  c.req.addValidatedData(target, result.data as object)
}

/** The value of each parameter, or an array when the parameter is repeated. */
function valuesOf(c: Context): unknown {
  return Object.fromEntries(
    Object.entries(c.req.queries()).map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  )
}

/** Checks a body that the route reads itself. */
export function bodyAs<Schema extends z.ZodMiniType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value)
  refuseInvalid('body', result)
  // The cast: an invalid input was refused above.
  return result.data as z.output<Schema>
}

/** For writes without a body: refuses fields that the route would ignore. */
export const noFields: MiddlewareHandler<AppEnv> = (c, next) => {
  const body = jsonIn(c)
  const empty = isRecord(body) && Object.keys(body).length === 0
  if (!empty) throw new Problem('invalid_request', 'This request does not take a body.')
  return next()
}

/** The body as the guard has read it; an absent body counts as an empty object. */
export function jsonIn(c: Pick<Context<AppEnv>, 'get'>): unknown {
  const body = c.get('json')
  return body === undefined ? {} : body
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Reads one page of a list in the record. The only part that the record can refuse is the cursor. */
export async function pageAfter<Found>(
  cursor: string | undefined,
  read: (after: string | undefined) => Promise<Found>,
): Promise<Found> {
  try {
    return await read(cursor)
  } catch (error) {
    if (cursor === undefined || !(error instanceof TierError) || error.outcome !== 'refused') throw error
    const errors: FieldError[] = [{ path: 'cursor', message: 'is not a cursor of this list' }]
    throw new Problem('invalid_request', 'The query is not valid.', { extra: { errors } })
  }
}

/** Upper bound, because more issues add little and would make the answer longer than its request. */
const MAX_ISSUES = 20

interface Checked {
  readonly success: boolean
  readonly error?: { readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] }
}

function refuseInvalid(what: string, { success, error }: Checked): void {
  if (success) return
  const errors: FieldError[] = (error?.issues ?? []).slice(0, MAX_ISSUES).map(({ path, message }) => ({
    path: path.map(String).join('.'),
    message,
  }))
  throw new Problem('invalid_request', `The ${what} is not valid.`, { extra: { errors } })
}

type Defined<Fields> = { [Name in keyof Fields]: Exclude<Fields[Name], undefined> }

/** The same object; Zod leaves out what was not sent, which its types cannot say. */
export function defined<Fields>(fields: Fields): Defined<Fields> {
  return fields as Defined<Fields>
}
