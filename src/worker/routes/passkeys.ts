/** Passkeys: sign-in by one, and the list of an account. */
import { type Context, Hono } from 'hono'
import { passkeyRoutes as routes } from '../../contract/http/passkeys.ts'
import { timeOf } from '../../contract/http/shapes.ts'
import { Problem } from '../../contract/problem.ts'
import { MAX_PASSKEYS, type Passkey, type PasskeyCommand } from '../../domain/account/passkeys.ts'
import type { AppEnv } from '../context.ts'
import { localeOf } from '../http/locales.ts'
import { ownOrigin } from '../http/own-origin.ts'
import { jsonOf, noFields, paramOf } from '../http/validate.ts'
import { limitGlobally } from '../identity/global-limits.ts'
import { mergeAtSignIn } from '../identity/merge.ts'
import { pairOf } from '../identity/pair.ts'
import { requestOriginOf } from '../identity/request-origin.ts'
import { noAccount, prove } from '../identity/sign-in.ts'
import { callObject } from '../object-call.ts'
import { type Party, partyOf } from '../passkeys/party.ts'
import { addOptions, passkeyRefused, readAttestation, signInByPasskey, signInOptions } from '../passkeys/passkeys.ts'

export const passkeyRoutes = new Hono<AppEnv>()
  .post(routes.signInOptions.path, noFields, async (c) => {
    return c.json(await signInOptions(c.get('ports'), partyIn(c)), 200)
  })
  .post(routes.signIn.path, jsonOf(routes.signIn.body), async (c) => {
    const ports = c.get('ports')
    const { response, ...guest } = c.req.valid('json')
    const origin = await requestOriginOf(c)
    await limitGlobally(ports, 'login', origin.from.tag, origin.requestId)
    const here = { party: partyIn(c), locale: localeOf(c) }
    const signedIn = await signInByPasskey(ports, response, origin, here)
    const merge = await mergeAtSignIn(ports, signedIn.user.id, guest, origin.requestId)
    return c.json({ ...(await pairOf(ports, signedIn)), merge }, 200)
  })
  .get(routes.list.path, async (c) => c.json({ items: (await passkeysIn(c)).map(bodyOf) }, 200))
  .post(routes.addOptions.path, jsonOf(routes.addOptions.body), async (c) => {
    const ports = c.get('ports')
    const proof = { userId: c.get('principal').id, password: c.req.valid('json').password }
    const origin = await requestOriginOf(c)
    await prove(ports, proof, origin, (account, proven) => account.checkPassword(proven, origin.requestId))
    const user = await callObject(true, () => ports.objects.account(proof.userId).user())
    if (!user) throw noAccount()
    return c.json(await addOptions(ports, partyIn(c), user, await passkeysIn(c)), 200)
  })
  .post(routes.add.path, jsonOf(routes.add.body), async (c) => {
    const { response, name } = c.req.valid('json')
    const read = await readAttestation(c.get('ports'), partyIn(c), c.get('principal').id, response)
    return c.json(bodyOf(await changed(c, { type: 'add_passkey', name, ...read })), 201)
  })
  .patch(routes.rename.path, paramOf(routes.rename.params), jsonOf(routes.rename.body), async (c) => {
    const { id } = c.req.valid('param')
    return c.json(bodyOf(await changed(c, { type: 'rename_passkey', id, ...c.req.valid('json') })), 200)
  })
  .delete(routes.remove.path, noFields, paramOf(routes.remove.params), async (c) => {
    await change(c, { type: 'remove_passkey', id: c.req.valid('param').id })
    return c.body(null, 204)
  })

function partyIn(c: Context<AppEnv>): Party {
  return partyOf(c.get('ports').config, ownOrigin(c))
}

async function passkeysIn(c: Context<AppEnv>): Promise<readonly Passkey[]> {
  const all = await callObject(true, () => c.get('ports').objects.account(c.get('principal').id).passkeys())
  if (!all) throw noAccount()
  return all
}

async function changed(c: Context<AppEnv>, command: PasskeyCommand): Promise<Passkey> {
  const passkey = await change(c, command)
  if (!passkey) throw missing()
  return passkey
}

async function change(c: Context<AppEnv>, command: PasskeyCommand): Promise<Passkey | undefined> {
  const { id } = c.get('principal')
  const reply = await callObject(false, () =>
    c.get('ports').objects.account(id).changePasskeys(command, c.get('requestId'), localeOf(c)),
  )
  switch (reply.status) {
    case 'done':
      return reply.passkey
    case 'no_account':
      throw noAccount()
    case 'passkey_refused':
      throw passkeyRefused()
    case 'passkey_exists':
      throw new Problem('already_exists', 'The account has this passkey already.')
    case 'passkey_limit':
      throw new Problem('passkey_limit', `An account has at most ${MAX_PASSKEYS} passkeys. Remove one first.`)
    default:
      throw missing()
  }
}

function bodyOf({ id, name, createdAt, lastUsedAt }: Passkey) {
  return { id, name, createdAt: timeOf(createdAt), lastUsedAt: lastUsedAt === null ? null : timeOf(lastUsedAt) }
}

function missing(): Problem {
  return new Problem('not_found', 'The account does not have this passkey.')
}
