/**
 * The shipped worker with counters for what the carts' storage writes (counting.ts). `GET /bench/written` returns the
 * counts and resets them; `GET /bench/hash` only hashes a password.
 */

import type { Env } from '../src/contract/env.ts'
import { PRESENT_COST } from '../src/domain/account/password.ts'
import { hashPassword, newSalt } from '../src/worker/identity/passwords.ts'
import worker, { CartDurableObject as Shipped } from '../src/worker/index.ts'
import { countStorage } from './counting.ts'

// biome-ignore lint/performance/noBarrelFile: the runtime looks for the classes of objects here, for new ones, too
export * from '../src/worker/index.ts'

const written = { rows: 0, alarms: 0 }

export class CartDurableObject extends Shipped {
  constructor(ctx: DurableObjectState, env: Env) {
    countStorage(ctx.storage, () => written)
    super(ctx, env)
  }
}

export default {
  ...worker,
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url)
    if (pathname === '/bench/hash') return new Response(await hashPassword('of a bench', newSalt(), PRESENT_COST))
    if (pathname !== '/bench/written') return worker.fetch(request, env, ctx)
    const answer = Response.json(written)
    written.rows = 0
    written.alarms = 0
    return answer
  },
} satisfies ExportedHandler<Env>
