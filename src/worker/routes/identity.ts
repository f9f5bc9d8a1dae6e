/** Guests, registration, sign-ins, their tokens, and the public keys. A guest is stored only once it has a cart. */
import { Hono } from 'hono'
import { identityRoutes as routes } from '../../contract/http/identity.ts'
import { Problem } from '../../contract/problem.ts'
import { newId } from '../../domain/id.ts'
import type { AppEnv } from '../context.ts'
import { GUEST_TOKEN_SECONDS } from '../guard/tokens.ts'
import { localeOf } from '../http/locales.ts'
import { jsonOf, noFields } from '../http/validate.ts'
import { limitGlobally } from '../identity/global-limits.ts'
import { mergeAtSignIn } from '../identity/merge.ts'
import { pairOf } from '../identity/pair.ts'
import { newPassword } from '../identity/passwords.ts'
import { confirmEmail, confirmEmailChange, recover, resetPassword, unsubscribe } from '../identity/recovery.ts'
import { readRefreshToken } from '../identity/refresh-tokens.ts'
import { register } from '../identity/register.ts'
import { requestOriginOf } from '../identity/request-origin.ts'
import { prove, signIn } from '../identity/sign-in.ts'
import { endLive } from '../live/end-sign-ins.ts'
import { callObject } from '../object-call.ts'

export const identityRoutes = new Hono<AppEnv>()
  .post(routes.guest.path, noFields, async (c) => {
    const user = { id: newId('gst', Date.now()), role: 'guest' as const }
    const accessToken = await c.get('ports').tokens.issue(user, GUEST_TOKEN_SECONDS)
    return c.json({ accessToken, tokenType: 'Bearer' as const, expiresIn: GUEST_TOKEN_SECONDS, user }, 201)
  })
  .post(routes.register.path, jsonOf(routes.register.body), async (c) => {
    const ports = c.get('ports')
    const { email, password, name = null, guestToken } = c.req.valid('json')
    const origin = await requestOriginOf(c)
    await limitGlobally(ports, 'register', origin.from.tag, origin.requestId)
    await ports.admin.ensure(ports, email, origin.requestId)
    const signedIn = await register(ports, { email, password, name }, origin, localeOf(c))
    const merge = await mergeAtSignIn(ports, signedIn.user.id, { guestToken }, origin.requestId)
    return c.json({ ...(await pairOf(ports, signedIn)), merge }, 201)
  })
  .post(routes.login.path, jsonOf(routes.login.body), async (c) => {
    const ports = c.get('ports')
    const { email, password, ...guest } = c.req.valid('json')
    const origin = await requestOriginOf(c)
    await limitGlobally(ports, 'login', origin.from.tag, origin.requestId)
    await ports.admin.ensure(ports, email, origin.requestId)
    const signedIn = await signIn(ports, { email, password }, origin, localeOf(c))
    const merge = await mergeAtSignIn(ports, signedIn.user.id, guest, origin.requestId)
    return c.json({ ...(await pairOf(ports, signedIn)), merge }, 200)
  })
  .post(routes.refresh.path, jsonOf(routes.refresh.body), async (c) => {
    const ports = c.get('ports')
    const { from, requestId } = await requestOriginOf(c)
    const token = await readRefreshToken(c.req.valid('json').refreshToken, ports.seal)
    if (!token) throw noSignIn()
    const { userId, family, turn } = token
    // Safe to retry: a token that was just used gets the same successor.
    const reply = await callObject(true, () => ports.objects.account(userId).refresh(family, turn, requestId))
    if (reply.status === 'unknown') throw noSignIn()
    if (reply.status === 'reused') {
      endLive(ports, userId, { only: family })
      await ports.watch.raise({ kind: 'refresh_reused', subject: userId, addressPrefix: from.prefix, count: 1 })
      throw new Problem('refresh_reused', 'This refresh token was already used, so its sign-in has ended.')
    }
    return c.json(await pairOf(ports, reply), 200)
  })
  .post(routes.logout.path, jsonOf(routes.logout.body), async (c) => {
    const ports = c.get('ports')
    const token = await readRefreshToken(c.req.valid('json').refreshToken, ports.seal)
    if (token) {
      const { userId, family } = token
      await callObject(true, () => ports.objects.account(userId).signOut(family, c.get('requestId')))
      endLive(ports, userId, { only: family })
    }
    return c.body(null, 204)
  })
  .post(routes.password.path, jsonOf(routes.password.body), async (c) => {
    const ports = c.get('ports')
    const { id: userId, session: keep = null } = c.get('principal')
    const { currentPassword, newPassword: text } = c.req.valid('json')
    const origin = await requestOriginOf(c)
    await prove(ports, { userId, password: currentPassword }, origin, async (account, proof) => {
      const checked = await account.checkPassword(proof, origin.requestId)
      if (checked.status !== 'right') return checked
      // Hash only now, so that a caller without the present password cannot cause a second hash.
      const made = { password: await newPassword(text), keep }
      return account.changePassword(proof, { ...made, locale: localeOf(c) }, origin.requestId)
    })
    endLive(ports, userId, { except: keep })
    return c.body(null, 204)
  })
  .post(routes.confirmEmail.path, jsonOf(routes.confirmEmail.body), async (c) => {
    await confirmEmail(c.get('ports'), c.req.valid('json').token, c.get('requestId'))
    return c.body(null, 204)
  })
  .post(routes.changeEmail.path, jsonOf(routes.changeEmail.body), async (c) => {
    const ports = c.get('ports')
    const { userId, status, keep } = await confirmEmailChange(ports, c.req.valid('json').token, c.get('requestId'))
    if (status === 'changed') endLive(ports, userId, { except: keep })
    return c.json({ status }, 200)
  })
  .post(routes.unsubscribe.path, jsonOf(routes.unsubscribe.body), async (c) => {
    await unsubscribe(c.get('ports'), c.req.valid('json').token, c.get('requestId'))
    return c.body(null, 204)
  })
  .post(routes.recover.path, jsonOf(routes.recover.body), async (c) => {
    const ports = c.get('ports')
    const origin = await requestOriginOf(c)
    await limitGlobally(ports, 'login', origin.from.tag, origin.requestId)
    await recover(ports, c.req.valid('json').email, origin, localeOf(c))
    return c.body(null, 204)
  })
  .post(routes.resetPassword.path, jsonOf(routes.resetPassword.body), async (c) => {
    const ports = c.get('ports')
    const userId = await resetPassword(ports, c.req.valid('json'), c.get('requestId'), localeOf(c))
    endLive(ports, userId, { except: null })
    return c.body(null, 204)
  })
  .get(routes.jwks.path, (c) => {
    c.header('Cache-Control', 'public, max-age=300')
    c.header('Vary', 'Origin')
    return c.json(c.get('ports').tokens.publicKeys(), 200)
  })

function noSignIn(): Problem {
  return new Problem('unauthenticated', 'This refresh token does not belong to an active sign-in.')
}
