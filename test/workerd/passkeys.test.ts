/**
 * Passkeys over HTTP, with an authenticator that lies. Invariants: a challenge works once, for one use and one user; an
 * answer for another origin, by another user's passkey or with a counter that went back is refused.
 */
import { describe, expect, it } from 'vitest'
import { exportSchema, signedInSchema } from '../../src/contract/answers/identity.ts'
import { passkeyListSchema, passkeyOptionsSchema, passkeySchema } from '../../src/contract/answers/passkeys.ts'
import { Authenticator } from '../support/authenticator.ts'
import { type Client, isolate, operator, stranger } from './support/client.ts'
import { PASSWORD, type Person, registered } from './support/person.ts'

const LIST = '/v1/me/passkeys'
const SIGN_IN = '/v1/auth/passkeys'

async function challengeFor(client: Client): Promise<string> {
  const options = await client.call('POST', `${LIST}/options`, { password: PASSWORD })
  expect(options.status, options.text).toBe(200)
  return options.as(passkeyOptionsSchema).challenge
}

async function signInChallenge(): Promise<string> {
  return (await stranger.call('POST', `${SIGN_IN}/options`)).as(passkeyOptionsSchema).challenge
}

async function withPasskey(counter = 0) {
  const person = await registered()
  const authenticator = await Authenticator.make()
  const response = await authenticator.attest({ challenge: await challengeFor(person.client), counter })
  const added = await person.client.call('POST', LIST, { response, name: 'Phone' })
  expect(added.status, added.text).toBe(201)
  const assert = async (given: object = {}) =>
    authenticator.assert({ challenge: await signInChallenge(), userHandle: person.id, counter, ...given })
  return { person, authenticator, passkey: added.as(passkeySchema), assert }
}

const enter = (response: object) => stranger.call('POST', SIGN_IN, { response })

describe('a passkey', () => {
  it('a passkey signs in, is renamed, listed and exported, and refused after its removal', async () => {
    const { person, passkey, assert } = await withPasskey()
    const signedIn = (await enter(await assert())).as(signedInSchema)
    expect(signedIn.user.id).toBe(person.id)
    const one = `${LIST}/${passkey.id}`
    expect((await person.client.call('PATCH', one, { name: 'Laptop' })).as(passkeySchema).name).toBe('Laptop')
    const { items } = (await person.client.get(LIST)).as(passkeyListSchema)
    expect(items).toMatchObject([{ id: passkey.id, name: 'Laptop', lastUsedAt: expect.any(String) }])
    const { account } = (await person.client.get('/v1/me/export')).as(exportSchema)
    expect(account.passkeys).toMatchObject({ [passkey.id]: { name: 'Laptop' } })
    const other = (await registered()).client
    ;(await other.call('DELETE', one)).refusal(404, 'not_found')
    ;(await other.call('PATCH', one, { name: 'Mine' })).refusal(404, 'not_found')
    expect((await person.client.call('DELETE', one)).status).toBe(204)
    ;(await enter(await assert())).refusal(401, 'invalid_credentials')
  })

  it('options for a new passkey need the password, and the refusals of an account that is locked are the same', async () => {
    const { person, assert } = await withPasskey()
    const options = await person.client.call('POST', `${LIST}/options`, { password: 'not the password' })
    options.refusal(401, 'invalid_credentials')
    expect((await operator.call('POST', `/v1/admin/accounts/${person.id}/lock`)).status).toBe(200)
    ;(await enter(await assert())).refusal(403, 'account_locked')
  })

  it('an account takes no passkey twice', async () => {
    const { person, authenticator } = await withPasskey()
    const response = await authenticator.attest({ challenge: await challengeFor(person.client) })
    ;(await person.client.call('POST', LIST, { response, name: 'Key' })).refusal(409, 'already_exists')
  })
})

describe('hostile answers', () => {
  const cases: readonly [string, object][] = [
    ['for another origin', { origin: 'https://evil.example' }],
    ['for another name', { hostname: 'evil.example' }],
    ['without a verified user', { flags: 1 }],
    ['for a challenge that Pannier did not make', { challenge: 'AAAA' }],
    ['with another user’s handle', { userHandle: 'usr_01K9ZQ4V6E8Y3TN5W2R7XB0MCD' }],
    ['without a handle', { userHandle: '' }],
    ['with a handle that is no id', { userHandle: '../admin' }],
  ]
  it.each(cases)('an answer %s is refused', async (_, given) => {
    const { assert } = await withPasskey()
    ;(await enter(await assert(given))).refusal(401, 'invalid_credentials')
    expect((await enter(await assert())).status).toBe(200)
  })

  it('a shop with several origins accepts answers for each of them, and for no other', async () => {
    const own = isolate({
      ...{ PUBLIC_ORIGIN: 'https://www.shop.example', PASSKEY_RP_ID: 'shop.example' },
      PASSKEY_ORIGINS: 'https://fr.shop.example,https://boutique.example',
    })
    const person = await registered()
    const [client, visitor] = [person.client.through(own), stranger.through(own)]
    const authenticator = await Authenticator.make()
    const at = { hostname: 'shop.example', origin: 'https://fr.shop.example' }
    const add = async (given: object, by = authenticator) => {
      const response = await by.attest({ challenge: await challengeFor(client), ...at, ...given })
      return client.call('POST', LIST, { response, name: 'Key' })
    }
    const enterAt = async (given: object) => {
      const options = (await visitor.call('POST', `${SIGN_IN}/options`)).as(passkeyOptionsSchema)
      expect(options.rpId).toBe('shop.example')
      const { challenge } = options
      const response = await authenticator.assert({ challenge, userHandle: person.id, ...at, ...given })
      return { response, answer: await visitor.call('POST', SIGN_IN, { response }) }
    }
    const hostile = [
      'https://evil.example',
      'https://shop.example',
      'https://other.shop.example',
      'http://fr.shop.example',
      'https://fr.shop.example.evil.example',
      'https://fr.shop.example:8443',
      'https://pannier.test',
      'https://fr.shop.example,https://boutique.example',
      'null',
    ]
    const stolen = await Authenticator.make()
    for (const origin of hostile) (await add({ origin }, stolen)).refusal(409, 'passkey_refused')
    ;(await add({ hostname: 'fr.shop.example' }, stolen)).refusal(409, 'passkey_refused')
    expect((await add({})).status).toBe(201)
    for (const origin of ['https://www.shop.example', 'https://fr.shop.example', 'https://boutique.example']) {
      const { response, answer } = await enterAt({ origin })
      expect(answer.status, answer.text).toBe(200)
      ;(await visitor.call('POST', SIGN_IN, { response })).refusal(401, 'invalid_credentials')
      const other = await registered()
      const handle = { userHandle: other.id }
      ;(await enterAt({ origin, ...handle })).answer.refusal(401, 'invalid_credentials')
    }
    // Fewer than the failures that lock the account.
    for (const origin of hostile.slice(0, 5)) (await enterAt({ origin })).answer.refusal(401, 'invalid_credentials')
    ;(await enterAt({ hostname: 'www.shop.example' })).answer.refusal(401, 'invalid_credentials')
    expect((await enterAt({})).answer.status).toBe(200)
  })

  it('a replayed answer is refused, also if both arrive at once', async () => {
    const { assert } = await withPasskey()
    const response = await assert()
    const statuses = await Promise.all([enter(response), enter(response), enter(response)])
    expect(statuses.map(({ status }) => status).sort()).toEqual([200, 401, 401])
    ;(await enter(response)).refusal(401, 'invalid_credentials')
  })

  it('a counter that goes back or stands still is refused, because the passkey was copied', async () => {
    const { assert } = await withPasskey(5)
    ;(await enter(await assert({ counter: 5 }))).refusal(401, 'invalid_credentials')
    expect((await enter(await assert({ counter: 7 }))).status).toBe(200)
    ;(await enter(await assert({ counter: 6 }))).refusal(401, 'invalid_credentials')
    ;(await enter(await assert({ counter: 0 }))).refusal(401, 'invalid_credentials')
    expect((await enter(await assert({ counter: 8 }))).status).toBe(200)
  })

  it('another user’s passkey does not sign in as the owner of the handle, and a changed signature is refused', async () => {
    const victim = await withPasskey()
    const attacker = await withPasskey()
    ;(await enter(await attacker.assert({ userHandle: victim.person.id }))).refusal(401, 'invalid_credentials')
    const response = await victim.assert()
    const forged = { ...response, id: victim.authenticator.id, rawId: victim.authenticator.id }
    const stolen = await attacker.assert({ userHandle: victim.person.id })
    const mixed = { ...forged, response: { ...response.response, signature: stolen.response.signature } }
    ;(await enter(mixed)).refusal(401, 'invalid_credentials')
  })

  it('a challenge for a new passkey is for its user and its use only, and works once', async () => {
    const [person, other] = [await registered(), await registered()]
    const authenticator = await Authenticator.make()
    const add = async ({ client }: Person, challenge: string, by = authenticator) =>
      client.call('POST', LIST, { response: await by.attest({ challenge }), name: 'Key' })
    const challenge = await challengeFor(person.client)
    ;(await add(other, challenge)).refusal(409, 'passkey_refused')
    ;(await add(person, await signInChallenge())).refusal(409, 'passkey_refused')
    expect((await add(person, challenge)).status).toBe(201)
    ;(await add(person, challenge, await Authenticator.make())).refusal(409, 'passkey_refused')
    const asSignIn = await authenticator.assert({ challenge: await challengeFor(person.client), userHandle: person.id })
    ;(await enter(asSignIn)).refusal(401, 'invalid_credentials')
  })

  it.each([[{}], [{ id: 'a', rawId: 'b', type: 'public-key', response: {} }], [{ id: 'x'.repeat(2000) }], ['text']])(
    'a body that is no answer of a browser is refused: %j',
    async (response) => {
      ;(await stranger.call('POST', SIGN_IN, { response })).refusal(400, 'invalid_request')
      ;(await (await registered()).client.call('POST', LIST, { response, name: 'Key' })).refusal(400, 'invalid_request')
    },
  )

  it('refused answers lock the account like wrong passwords', async () => {
    const { assert } = await withPasskey()
    for (let count = 0; count < 10; count++) {
      ;(await enter(await assert({ flags: 1 }))).refusal(401, 'invalid_credentials')
    }
    ;(await enter(await assert())).refusal(429, 'login_locked')
  })
})
