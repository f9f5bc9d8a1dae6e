/** What every handler finds in its Hono context, besides the bindings. */
import type { Env } from '../contract/env.ts'
import type { Principal } from './guard/tokens.ts'
import type { Ports } from './ports.ts'

export interface AppEnv {
  Bindings: Env
  Variables: {
    ports: Ports
    requestId: string
    /** Set on routes for shoppers, once the token was verified. */
    principal: Principal
  }
}
