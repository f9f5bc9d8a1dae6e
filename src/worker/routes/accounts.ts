/** Account routes for operators. */
import { type Context, Hono } from 'hono'
import { accountRoutes as routes } from '../../contract/http/identity.ts'
import { timeOf } from '../../contract/http/shapes.ts'
import { Problem } from '../../contract/problem.ts'
import type { AccountDetails } from '../../contract/rpc/account.ts'
import { normalizeEmail } from '../../domain/account/email.ts'
import { isFresh } from '../../domain/account/standing.ts'
import { audited } from '../audit/audited.ts'
import type { AppEnv } from '../context.ts'
import { jsonOf, noFields, paramOf } from '../http/validate.ts'
import { exportOf } from '../identity/export.ts'
import { requestOriginOf } from '../identity/request-origin.ts'
import { noAccount, prove, type RequestOrigin } from '../identity/sign-in.ts'
import { endLive } from '../live/end-sign-ins.ts'
import { callObject } from '../object-call.ts'

export const accountRoutes = new Hono<AppEnv>()
  .post(routes.find.path, jsonOf(routes.find.body), async (c) => {
    const { objects, seal } = c.get('ports')
    const claim = await seal.claimOf(c.req.valid('json').email)
    const userId = await callObject(true, () => objects.claim(claim).owner())
    if (userId === null) throw noAccount()
    return c.json(bodyOf(await detailsOf(c, userId)), 200)
  })
  .get(routes.get.path, paramOf(routes.get.params), async (c) =>
    c.json(bodyOf(await detailsOf(c, c.req.valid('param').userId)), 200),
  )
  .get(routes.signIns.path, paramOf(routes.signIns.params), async (c) => {
    const { signIns } = await detailsOf(c, c.req.valid('param').userId)
    const items = signIns.map(({ id, startedAt, lastUsedAt, device }) => {
      return { id, createdAt: timeOf(startedAt), lastUsedAt: timeOf(lastUsedAt), device }
    })
    return c.json({ items }, 200)
  })
  .post(routes.lock.path, noFields, paramOf(routes.lock.params), async (c) =>
    c.json(await setLock(c, c.req.valid('param').userId, true), 200),
  )
  .post(routes.unlock.path, noFields, paramOf(routes.unlock.params), async (c) =>
    c.json(await setLock(c, c.req.valid('param').userId, false), 200),
  )
  .post(routes.export.path, noFields, paramOf(routes.export.params), async (c) => {
    const { userId } = c.req.valid('param')
    const body = await audited(c, 'export', `account:${userId}`, () => exportOf(c.get('ports'), userId))
    c.header('Content-Disposition', 'attachment; filename="export.json"')
    return c.json(body, 200)
  })
  .patch(routes.setRole.path, paramOf(routes.setRole.params), jsonOf(routes.setRole.body), async (c) => {
    const { userId } = c.req.valid('param')
    const { role, password } = c.req.valid('json')
    const { objects, watch } = c.get('ports')
    const origin = await requestOriginOf(c)
    await proveLately(c, password, origin)
    const user = await audited(c, 'set_role', `account:${userId}`, async (note) => {
      const before = await detailsOf(c, userId)
      const after = await callObject(true, () => objects.account(userId).setRole(role, origin.requestId))
      if (!after) throw noAccount()
      note({ role: { from: before.role, to: role } })
      return after
    })
    endLive(c.get('ports'), userId, { except: null })
    await watch.raise({ kind: 'role_changed', subject: userId, addressPrefix: origin.from.prefix, count: 1 })
    return c.json(user, 200)
  })
  .delete(routes.erase.path, noFields, paramOf(routes.erase.params), async (c) => {
    const { userId } = c.req.valid('param')
    const { objects, carts } = c.get('ports')
    await audited(c, 'erase', `account:${userId}`, () =>
      callObject(true, () => objects.account(userId).eraseByOperator(c.get('requestId'))),
    )
    carts.forget(userId)
    endLive(c.get('ports'), userId, 'erased')
    return c.body(null, 204)
  })

/** Throws `not_found`. */
async function detailsOf(c: Context<AppEnv>, userId: string): Promise<AccountDetails> {
  const details = await callObject(true, () => c.get('ports').objects.account(userId).details())
  if (!details) throw noAccount()
  return details
}

function bodyOf({ createdAt, lockedAt, signIns, ...user }: AccountDetails) {
  return {
    ...user,
    createdAt: timeOf(createdAt),
    lockedAt: lockedAt === null ? null : timeOf(lockedAt),
    signIns: signIns.length,
  }
}

async function setLock(c: Context<AppEnv>, userId: string, isLocked: boolean) {
  const { objects, config } = c.get('ports')
  return audited(c, isLocked ? 'lock' : 'unlock', `account:${userId}`, async (note) => {
    const { email, lockedAt } = await detailsOf(c, userId)
    if (isLocked && userId === c.get('principal').id)
      throw new Problem('forbidden', 'You cannot lock your own account.')
    // Somebody must always be able to sign in and unlock the others.
    if (isLocked && config.admin && normalizeEmail(email) === normalizeEmail(config.admin.email)) {
      throw new Problem('forbidden', 'The account of ADMIN_EMAIL cannot be locked.')
    }
    const details = await callObject(true, () => objects.account(userId).setLock(isLocked, c.get('requestId')))
    if (!details) throw noAccount()
    note({ locked: { from: lockedAt !== null, to: isLocked } })
    if (isLocked) endLive(c.get('ports'), userId, { except: null })
    return bodyOf(details)
  })
}

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
