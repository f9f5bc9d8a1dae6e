/** How a route is described once: its schemas validate what comes in, type the client, and make the document. */
import type * as z from 'zod'
import type { ProblemCode } from '../problem.ts'

export interface Answer {
  readonly description: string
  /** Of a JSON body; none when the answer has no body. */
  readonly schema?: z.ZodType
  /** Of bodies of other media types. */
  readonly content?: Content
}

/** By media type. */
export type Content = { readonly [mediaType: string]: z.ZodType }

export interface RouteDoc {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** With parameters as `:name`. */
  readonly path: string
  readonly group: string
  readonly summary: string
  readonly headers?: readonly HeaderDoc[]
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /** Of a body that is not JSON, which its route reads itself. */
  readonly content?: Content
  readonly answers: { readonly [status: number]: Answer }
  readonly refusals: readonly ProblemCode[]
}

export interface HeaderDoc {
  readonly name: string
  readonly description: string
}

/** Keeps the literal types of path and schemas, which the typed client is made of. */
export function route<const Doc extends RouteDoc>(doc: Doc): Doc {
  return doc
}
