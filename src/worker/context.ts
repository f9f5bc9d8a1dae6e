/** What every handler finds in its Hono context by `c.get`, besides the bindings (`c.var` builds an object each time). */
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
    /** Set on routes for operators. */
    standing: Standing
  }
}
