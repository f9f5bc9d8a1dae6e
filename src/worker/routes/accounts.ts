/** Account routes for admins. */
import { type Context, Hono } from 'hono'
import { accountRoutes as routes } from '../../contract/http/identity.ts'
import { Problem } from '../../contract/problem.ts'
import { isFresh } from '../../domain/account/standing.ts'
import type { AppEnv } from '../context.ts'
import { jsonOf, noFields, paramOf } from '../http/validate.ts'
import { requestOriginOf } from '../identity/request-origin.ts'
import { noAccount, prove, type RequestOrigin } from '../identity/sign-in.ts'
import { endLive } from '../live/end-sign-ins.ts'
import { callObject } from '../object-call.ts'

export const accountRoutes = new Hono<AppEnv>()
  .post(routes.find.path, jsonOf(routes.find.body), async (c) => {
    const { objects, seal } = c.get('ports')
    const claim = await seal.claimOf(c.req.valid('json').email)
    const userId = await callObject(true, () => objects.claim(claim).owner())
    const user = userId && (await callObject(true, () => objects.account(userId).user()))
    if (!user) throw noAccount()
    return c.json(user, 200)
  })
  .patch(routes.setRole.path, paramOf(routes.setRole.params), jsonOf(routes.setRole.body), async (c) => {
    const { userId } = c.req.valid('param')
    const { role, password } = c.req.valid('json')
    const { objects, watch } = c.get('ports')
    const origin = await requestOriginOf(c)
    await proveLately(c, password, origin)
    const user = await callObject(true, () => objects.account(userId).setRole(role, origin.requestId))
    if (!user) throw noAccount()
    endLive(c.get('ports'), userId, { except: null })
    await watch.raise({ kind: 'role_changed', subject: userId, addressPrefix: origin.from.prefix, count: 1 })
    return c.json(user, 200)
  })
  .delete(routes.erase.path, noFields, paramOf(routes.erase.params), async (c) => {
    const { userId } = c.req.valid('param')
    const { objects, carts } = c.get('ports')
    await callObject(true, () => objects.account(userId).eraseByOperator(c.get('requestId')))
    carts.forget(userId)
    endLive(c.get('ports'), userId, 'erased')
    return c.body(null, 204)
  })

/**
 * Requires a recent password proof, because a stolen token must not suffice to create operators. Throws
 * `proof_required`, or the errors of `prove`.
 */
async function proveLately(c: Context<AppEnv>, password: string | undefined, origin: RequestOrigin): Promise<void> {
  if (password === undefined) {
    if (isFresh(c.get('standing'), Date.now())) return
    throw new Problem('proof_required', 'Your sign-in is older than 10 minutes. Send your password with the change.')
  }
  const proof = { userId: c.get('principal').id, password }
  await prove(c.get('ports'), proof, origin, (account, proven) => account.checkPassword(proven, origin.requestId))
}
