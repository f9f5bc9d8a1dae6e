/** The context values of a page, and how the worker's own functions read them. */
import type { Context } from 'hono'
import type { AppEnv, RequestContext } from '../../worker/context.ts'

export interface ShopEnv {
  Bindings: AppEnv['Bindings']
  Variables: AppEnv['Variables'] & {
    /** The fields of a posted form. */
    form: URLSearchParams
  }
}

export type ShopContext = Context<ShopEnv>

/** The part that the worker's own functions read. The cast: a page has the values of the API and more. */
// biome-ignore lint/suspicious/noExplicitAny: any context with these values and more
export function requestOf(c: Context<any>): RequestContext & Context<AppEnv> {
  return c as unknown as RequestContext & Context<AppEnv>
}
