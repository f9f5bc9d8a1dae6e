/** The validators of a route, from the schemas of its description; what they refuse is one kind of problem. */
import { zValidator } from '@hono/zod-validator'
import type * as z from 'zod'
import { type FieldError, Problem } from '../contract/problem.ts'

export function jsonOf<Schema extends z.ZodType>(schema: Schema) {
  return zValidator('json', schema, (result) => refuseInvalid('body', result))
}

export function queryOf<Schema extends z.ZodType>(schema: Schema) {
  return zValidator('query', schema, (result) => refuseInvalid('query', result))
}

export function paramOf<Schema extends z.ZodType>(schema: Schema) {
  return zValidator('param', schema, (result) => refuseInvalid('path', result))
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
