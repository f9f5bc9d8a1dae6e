/** A route as the worker serves it. Its schemas validate requests and give the client its types. */
import type * as z from 'zod/mini'

export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** The path, with parameters as `:name`. */
  readonly path: string
  readonly params?: z.ZodMiniObject
  readonly query?: z.ZodMiniObject
  /** The schema of a JSON body. */
  readonly body?: z.ZodMiniType
}

/**
 * Routes by name; src/contract/openapi has the texts of each route under the same name.
 * @example
 * import * as z from 'zod/mini'
 * const routes = {
 *   greet: { method: 'get', path: '/v1/greetings/:name', params: z.strictObject({ name: z.string() }) },
 * } as const satisfies Routes
 * routes.greet.params.safeParse({ name: 'ann', age: '7' }).success // => false
 */
export type Routes = { readonly [name: string]: Route }
