/** A route with its texts, answers and refusals. Only the code that makes the document imports this folder. */
import type * as z from 'zod/mini'
import type { Route, Routes } from '../http/route.ts'
import type { ProblemCode } from '../problem.ts'

export interface Operation extends Route, OperationTexts {
  /** `{table}.{route}`, such as `cart.add`. Invariant: an id is unique, because generated clients name methods after it. */
  readonly operationId: string
  readonly group: string
}

interface OperationTexts {
  readonly summary: string
  readonly headers?: readonly HeaderDoc[]
  /** Media types of a body that is not JSON. The route reads such a body itself. */
  readonly content?: Content
  readonly answers: { readonly [status: number]: Answer }
  readonly refusals: readonly ProblemCode[]
}

export interface Answer {
  readonly description: string
  /** The schema of a JSON body; undefined when the answer does not have one. */
  readonly schema?: z.ZodMiniType
  /** Media types of other bodies. */
  readonly content?: Content
}

/** Schemas by media type. */
export type Content = { readonly [mediaType: string]: z.ZodMiniType }

export interface HeaderDoc {
  readonly name: string
  readonly description: string
}

/** Refusals by the guard on every route of operators. */
export const GUARDED = ['unauthenticated', 'forbidden', 'rate_limited', 'unavailable'] as const
/** The same for a route that reads a path, a query or a body. */
export const GUARDED_INPUT = ['invalid_request', ...GUARDED] as const

/**
 * The compiler refuses a route without texts, and texts without a route.
 * @param table the first part of the operation ids; two tables with one name need different route names
 */
export function documented<Table extends Routes>(
  table: string,
  group: string,
  routes: Table,
  texts: { readonly [Name in keyof Table]: OperationTexts },
): readonly Operation[] {
  return Object.entries(routes).map(([name, route]) => ({
    operationId: `${table}.${name}`,
    group,
    ...route,
    ...(texts[name] as OperationTexts),
  }))
}
