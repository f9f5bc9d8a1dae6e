/** A route as the worker serves it: its schemas validate what comes in, and type the client. */
import type * as z from 'zod'

export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** With parameters as `:name`. */
  readonly path: string
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  /** Of a body in JSON. */
  readonly body?: z.ZodType
}

/** By the name that its texts in src/contract/openapi have too. */
export type Routes = { readonly [name: string]: Route }
