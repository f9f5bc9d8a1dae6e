/**
 * The shipped worker with a route that bypasses cart, order and guard and calls the stock object, to measure the cost
 * of a hold only. `POST /bench/hold` holds one unit: 201 when it is held, 409 when none is left; `POST /bench/holds`
 * does so for many buyers in one request, some at once.
 */
import type { Env } from '../src/contract/env.ts'
import { objectsOf } from '../src/objects/objects.ts'
import worker from '../src/worker/index.ts'

// biome-ignore lint/performance/noBarrelFile: the runtime looks for the classes of objects here, for new ones, too
export * from '../src/worker/index.ts'

/** Beyond the end of the bench, because the stock must not ask the orders, which do not exist. */
const HELD_MS = 3600_000

interface Holds {
  readonly sku: string
  readonly buyer: number
  readonly buyers: number
  readonly atOnce: number
}

export default {
  ...worker,
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url)
    if (!pathname.startsWith('/bench/hold')) return worker.fetch(request, env, ctx)
    // Written by holds.ts.
    const { sku, buyer, buyers, atOnce } = await request.json<Holds>()
    const hold = async (index: number) => {
      const until = Date.now() + HELD_MS
      const reply = await objectsOf(env)
        .stock(sku)
        .hold({ orderId: `ord_${index}`, quantity: 1, until })
      return reply.status === 'held'
    }
    if (pathname === '/bench/hold') return new Response(null, { status: (await hold(buyer)) ? 201 : 409 })
    let held = 0
    let next = buyer
    const lane = async () => {
      while (next < buyer + buyers) if (await hold(next++)) held += 1
    }
    await Promise.all(Array.from({ length: atOnce }, lane))
    return Response.json({ held })
  },
} satisfies ExportedHandler<Env>
