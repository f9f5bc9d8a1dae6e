/** A route together with its texts, answers and refusals. Only what makes the document imports this folder. */
import type * as z from 'zod/mini'
import type { Route, Routes } from '../http/route.ts'
import type { ProblemCode } from '../problem.ts'

export interface Operation extends Route, OperationTexts {
  readonly group: string
}

interface OperationTexts {
  readonly summary: string
  readonly headers?: readonly HeaderDoc[]
  /** Media types of a body that is not JSON, which its route reads itself. */
  readonly content?: Content
  readonly answers: { readonly [status: number]: Answer }
  readonly refusals: readonly ProblemCode[]
}

export interface Answer {
  readonly description: string
  /** The schema of a JSON body; none when the answer has no body. */
  readonly schema?: z.ZodMiniType
  /** Media types of other bodies. */
  readonly content?: Content
}

/** By media type. */
export type Content = { readonly [mediaType: string]: z.ZodMiniType }

export interface HeaderDoc {
  readonly name: string
  readonly description: string
}

/** The compiler refuses a route without texts, and texts without a route. */
export function documented<Table extends Routes>(
  group: string,
  routes: Table,
  texts: { readonly [Name in keyof Table]: OperationTexts },
): readonly Operation[] {
  return Object.entries(routes).map(([name, route]) => ({ group, ...route, ...(texts[name] as OperationTexts) }))
}
