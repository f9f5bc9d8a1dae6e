/**
 * The context values of every handler, besides the bindings. Read them with `c.get`, because `c.var` builds an object
 * each time. {@link RequestContext} is the part of a context that the guard and the routes of the front use.
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
    /** The client's remaining units; set after the limit was checked. */
    limitHeaders: LimitHeaders
    /** Set on routes for shoppers, after the token was verified. */
    principal: Principal
    /** The locales that the request wants; set at first use. */
    locales: readonly string[]
    /** The parsed body of a JSON request. */
    json: unknown
    /** True when the answer has all its header fields. */
    isWhole: boolean
    /** Set when the request was admitted as work that can overload this isolate; called when it is answered. */
    leave: () => void
    /** Set on routes for operators. */
    standing: Standing
    /** The operator's reason for a write, or null. */
    reason: string | null
  }
}

/** A request's context, the same whether Hono or the front dispatches it. */
export interface RequestContext {
  readonly env: Env
  readonly req: Pick<HonoRequest, 'raw' | 'path' | 'method' | 'header' | 'query' | 'bodyCache'>
  get: Context<AppEnv>['get']
  set: Context<AppEnv>['set']
}
