/**
 * Every handler finds these values in its context by `c.get`, besides the bindings (`c.var` builds an object each time).
 * {@link Asked} is the part of a context that the guard and the routes of the front use.
 */
import type { Context, HonoRequest } from 'hono'
import type { Access } from '../contract/access.ts'
import type { Env } from '../contract/env.ts'
import type { Standing } from '../domain/account/standing.ts'
import type { LimitHeaders } from './guard/limits.ts'
import type { Principal } from './guard/tokens.ts'
import type { Ports } from './ports.ts'

export interface AppEnv {
  Bindings: Env
  Variables: {
    ports: Ports
    requestId: string
    access: Access
    /** What the client has left, once it is known. */
    limitHeaders: LimitHeaders
    /** Set on routes for shoppers, once the token was verified. */
    principal: Principal
    /** Those that the request wants, once they were asked for. */
    locales: readonly string[]
    /** The body, when it is JSON. */
    json: unknown
    /** The answer has all its header fields. */
    isWhole: boolean
    /** Set on routes for operators. */
    standing: Standing
  }
}

/** A request as it is admitted and answered, whether Hono dispatches it or the front does. */
export interface Asked {
  readonly env: Env
  readonly req: Pick<HonoRequest, 'raw' | 'path' | 'method' | 'header' | 'query' | 'bodyCache'>
  get: Context<AppEnv>['get']
  set: Context<AppEnv>['set']
}
