/** The validators of a route, from the schemas of its description; what they refuse is one kind of problem. */
import { zValidator } from '@hono/zod-validator'
import type { Context, MiddlewareHandler } from 'hono'
import type * as z from 'zod'
import { type FieldError, Problem } from '../contract/problem.ts'
import type { Page } from '../tiers/record/record.ts'
import { TierError } from '../tiers/tier-error.ts'
import type { AppEnv } from './context.ts'

export function jsonOf<Schema extends z.ZodType>(schema: Schema) {
  return zValidator('json', schema, (result) => refuseInvalid('body', result))
}

export function queryOf<Schema extends z.ZodType>(schema: Schema) {
  const typed = zValidator('query', schema, () => {})
  return checking(schema, 'query', 'query', valuesOf) as unknown as typeof typed
}

export function paramOf<Schema extends z.ZodType>(schema: Schema) {
  const typed = zValidator('param', schema, () => {})
  return checking(schema, 'param', 'path', (c) => c.req.param()) as unknown as typeof typed
}

/**
 * What zValidator does, without its promises: these two stand before nearly every read, and none of their schemas
 * waits for anything. Only the types are taken from it.
 */
function checking(
  schema: z.ZodType,
  target: 'query' | 'param',
  what: string,
  given: (c: Context) => unknown,
): MiddlewareHandler {
  return (c, next) => {
    const result = schema.safeParse(given(c))
    refuseInvalid(what, result)
    // Else it was refused.
    c.req.addValidatedData(target, result.data as object)
    return next()
  }
}

/** Each parameter's value, or all of them when it is given several times. */
function valuesOf(c: Context): unknown {
  if (!c.req.raw.url.includes('?')) return {}
  return Object.fromEntries(
    Object.entries(c.req.queries()).map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  )
}

/** For writes without a body: fields that nobody reads are refused, as they are elsewhere. */
export const noFields: MiddlewareHandler<AppEnv> = async (c, next) => {
  // Left there by the guard, which has checked that it is JSON.
  const text = await c.req.bodyCache.text
  const body: unknown = text === undefined ? {} : JSON.parse(text)
  const empty = isRecord(body) && Object.keys(body).length === 0
  if (!empty) throw new Problem('invalid_request', 'This takes no body.')
  await next()
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** One page of a list in the record. What the record refuses of it can only be the cursor. */
export async function pageAfter<Item>(
  cursor: string | undefined,
  read: (after: string | undefined) => Promise<Page<Item>>,
): Promise<Page<Item>> {
  try {
    return await read(cursor)
  } catch (error) {
    if (cursor === undefined || !(error instanceof TierError) || error.outcome !== 'refused') throw error
    const errors: FieldError[] = [{ path: 'cursor', message: 'is none of this list' }]
    throw new Problem('invalid_request', 'The query is not valid.', { extra: { errors } })
  }
}

interface Checked {
  readonly success: boolean
  readonly error?: { readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] }
}

function refuseInvalid(what: string, { success, error }: Checked): void {
  if (success) return
  const errors: FieldError[] = (error?.issues ?? []).map(({ path, message }) => ({
    path: path.map(String).join('.'),
    message,
  }))
  throw new Problem('invalid_request', `The ${what} is not valid.`, { extra: { errors } })
}
