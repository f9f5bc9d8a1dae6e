/** The signed-in user's own account: profile, changes, export, erasure. */
import { type Context, Hono } from 'hono'
import { identityRoutes as routes } from '../../contract/http/identity.ts'
import { timeOf } from '../../contract/http/shapes.ts'
import { Problem } from '../../contract/problem.ts'
import type { AppEnv } from '../context.ts'
import { localeOf } from '../http/locales.ts'
import { jsonOf, noFields, paramOf } from '../http/validate.ts'
import { exportOf, merged } from '../identity/export.ts'
import { emailTaken, requireMail } from '../identity/recovery.ts'
import { requestOriginOf } from '../identity/request-origin.ts'
import { noAccount, prove } from '../identity/sign-in.ts'
import { endLive } from '../live/end-sign-ins.ts'
import { callObject } from '../object-call.ts'

export const meRoutes = new Hono<AppEnv>()
  .get(routes.me.path, async (c) => {
    const user = await callObject(true, () => c.get('ports').objects.account(c.get('principal').id).user())
    if (!user) throw noAccount()
    return c.json(user, 200)
  })
  .patch(routes.change.path, jsonOf(routes.change.body), async (c) => {
    const ports = c.get('ports')
    const { name, email, password } = c.req.valid('json')
    const { id: userId, session } = c.get('principal')
    const origin = await requestOriginOf(c)
    const confirm = ports.config.MAIL_PROVIDER !== undefined && {
      confirm: { locale: localeOf(c), keep: session ?? null },
    }
    const change = {
      ...(name !== undefined && { name }),
      ...(email !== undefined && {
        email: { email: email.trim(), claim: await ports.seal.claimOf(email), ...confirm },
      }),
    }
    const reply = await prove(ports, { userId, password }, origin, async (account, proof) => {
      if (change.email) {
        const checked = await account.checkPassword(proof, origin.requestId)
        if (checked.status !== 'right') return checked
        // The answer reveals whether an address is taken, like a registration, so both are counted alike.
        await ports.watch.tryRegistration(origin.from)
        const { claim } = change.email
        const owner = await callObject(true, () => ports.objects.claim(claim).owner())
        if (owner !== null && owner !== userId) return { status: 'taken' as const }
      }
      return account.changeProfile(proof, change, origin.requestId)
    })
    if (reply.status === 'taken') throw emailTaken()
    return c.json(reply.user, 200)
  })
  .post(routes.sendConfirmation.path, noFields, async (c) => {
    const ports = c.get('ports')
    requireMail(ports)
    const account = ports.objects.account(c.get('principal').id)
    await callObject(true, () => account.sendLink('send_confirmation', localeOf(c), c.get('requestId')))
    return c.body(null, 204)
  })
  .put(routes.agreeToReminders.path, jsonOf(routes.agreeToReminders.body), async (c) => {
    const ports = c.get('ports')
    requireMail(ports)
    const account = ports.objects.account(c.get('principal').id)
    const { text } = c.req.valid('json')
    const isStored = await callObject(true, () => account.agreeToReminders(text, localeOf(c), c.get('requestId')))
    if (!isStored) throw noAccount()
    return c.body(null, 204)
  })
  .delete(routes.withdrawReminders.path, noFields, async (c) => {
    const account = c.get('ports').objects.account(c.get('principal').id)
    await callObject(true, () => account.withdrawReminders(c.get('requestId')))
    return c.body(null, 204)
  })
  .get(routes.signIns.path, async (c) => {
    const { id: userId, session } = c.get('principal')
    const details = await callObject(true, () => c.get('ports').objects.account(userId).details())
    if (!details) throw noAccount()
    const items = details.signIns.map(({ id, startedAt, lastUsedAt, device }) => ({
      ...{ id, createdAt: timeOf(startedAt), lastUsedAt: timeOf(lastUsedAt), device, isCurrent: id === session },
    }))
    return c.json({ items }, 200)
  })
  .delete(routes.endSignIn.path, paramOf(routes.endSignIn.params), async (c) => {
    const ports = c.get('ports')
    const { id: userId } = c.get('principal')
    const { id } = c.req.valid('param')
    await callObject(true, () => ports.objects.account(userId).signOut(id, c.get('requestId')))
    endLive(ports, userId, { only: id })
    return c.body(null, 204)
  })
  .delete(routes.erase.path, jsonOf(routes.erase.body), async (c) => {
    const ports = c.get('ports')
    const { id } = c.get('principal')
    const account = ports.objects.account(id)
    if (!(await callObject(true, () => account.user()))) {
      await checkWithoutAccount(c)
      await callObject(true, () => account.eraseByOperator(c.get('requestId')))
      ports.carts.forget(id)
      endLive(ports, id, 'erased')
      return c.body(null, 204)
    }
    const { password } = c.req.valid('json')
    if (password === undefined) {
      const errors = [{ path: 'password', message: 'is required' }]
      throw new Problem('invalid_request', 'The body is not valid.', { extra: { errors } })
    }
    const origin = await requestOriginOf(c)
    await prove(ports, { userId: id, password }, origin, (proving, proven) =>
      proving.eraseByOwner(proven, origin.requestId),
    )
    ports.carts.forget(id)
    endLive(ports, id, 'erased')
    return c.body(null, 204)
  })
  .get(routes.export.path, async (c) => {
    const body = await exportOf(c.get('ports'), c.get('principal').id)
    c.header('Content-Disposition', 'attachment; filename="export.json"')
    return c.json(body, 200)
  })

/** Maximum age of the sign-in of a user of another identity provider. */
const FRESH_MS = 5 * 60_000

/** Throws unless the caller may erase the data held about them without an account's password. */
async function checkWithoutAccount(c: Context<AppEnv>): Promise<void> {
  const { id, role, outsideSince, byServer } = c.get('principal')
  if (role === 'guest') {
    const cart = await callObject(true, () => c.get('ports').objects.cart(id).read())
    if (cart.status === 'refused' && cart.refusal.code === 'cart_merged') throw merged()
    return
  }
  if (byServer) return
  if (outsideSince === undefined) throw noAccount()
  if (Date.now() - outsideSince <= FRESH_MS) return
  throw new Problem(
    'unauthenticated',
    'Sign in again at the identity provider: this request requires a sign-in within the last 5 minutes.',
  )
}
