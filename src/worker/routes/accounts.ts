/** Accounts as admins see them. */
import { Hono } from 'hono'
import { accountDocs as docs } from '../../contract/http/identity-docs.ts'
import type { AppEnv } from '../context.ts'
import { noAccount } from '../identity/sign-in.ts'
import { callObject } from '../object-call.ts'
import { jsonOf, noFields, paramOf, queryOf } from '../validate.ts'

export const accountRoutes = new Hono<AppEnv>()
  .get(docs.find.path, queryOf(docs.find.query), async (c) => {
    const { objects, seal } = c.get('ports')
    const claim = await seal.claimOf(c.req.valid('query').email)
    const userId = await callObject(true, () => objects.claim(claim).owner())
    const user = userId && (await callObject(true, () => objects.account(userId).user()))
    if (!user) throw noAccount()
    return c.json(user, 200)
  })
  .patch(docs.setRole.path, paramOf(docs.setRole.params), jsonOf(docs.setRole.body), async (c) => {
    const { userId } = c.req.valid('param')
    const { role } = c.req.valid('json')
    const { objects } = c.get('ports')
    const user = await callObject(true, () => objects.account(userId).setRole(role, c.get('requestId')))
    if (!user) throw noAccount()
    return c.json(user, 200)
  })
  .delete(docs.erase.path, noFields, paramOf(docs.erase.params), async (c) => {
    const { userId } = c.req.valid('param')
    const { objects } = c.get('ports')
    await callObject(true, () => objects.account(userId).eraseByOperator(c.get('requestId')))
    return c.body(null, 204)
  })
