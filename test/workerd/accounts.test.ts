/** Accounts over HTTP: registration, sign-in, changes, export, erasure. */
import { describe, expect, it, vi } from 'vitest'
import { adminUserSchema, exportSchema, signedInSchema, userSchema } from '../../src/contract/answers/identity.ts'
import { PRESENT_COST } from '../../src/domain/account/password.ts'
import { newId } from '../../src/domain/id.ts'
import { Carts } from '../../src/worker/cart/carts.ts'
import { Client, isolate, operator, Shopper, stranger } from './support/client.ts'
import { login, newEmail, PASSWORD, personOf, refreshed, registered } from './support/person.ts'
import { bindings, product, record, stock } from './support/shop.ts'
import { later, SECOND } from './support/time.ts'

const claimsOf = (token: string) =>
  JSON.parse(atob(token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? ''))

describe('registration', () => {
  it('registration makes a customer who is signed in', async () => {
    const email = newEmail()
    const reply = await stranger.call('POST', '/v1/auth/register', { email, password: PASSWORD, name: 'Lin 林' })
    expect(reply.status).toBe(201)
    expect(reply.headers.get('cache-control')).toBe('private, no-store')
    const body = reply.as(signedInSchema)
    expect(body).toMatchObject({
      tokenType: 'Bearer',
      expiresIn: 900,
      user: { role: 'customer', email, name: 'Lin 林' },
      merge: null,
    })
    expect(claimsOf(body.accessToken)).toMatchObject({ sub: body.user.id, role: 'customer', aud: 'pannier' })
    expect((await personOf(reply).client.get('/v1/me')).as(userSchema)).toEqual(body.user)
  })

  it('registration refuses a taken address in any spelling, and leaves no trace', async () => {
    const { email } = await registered()
    for (const spelt of [email, email.toUpperCase(), ` ${email} `.trim()]) {
      const reply = await stranger.call('POST', '/v1/auth/register', { email: spelt, password: PASSWORD })
      reply.refusal(409, 'email_taken')
    }
  })

  it('simultaneous registrations of one address make one account', async () => {
    const email = newEmail('race')
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => stranger.call('POST', '/v1/auth/register', { email, password: PASSWORD })),
    )
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409, 409, 409])
    const [winner] = replies.filter(({ status }) => status === 201)
    expect(winner && (await login(email)).as(signedInSchema).user.id).toBe(winner?.as(signedInSchema).user.id)
  })

  it.each<[string, object]>([
    ['a short password', { password: 'short' }],
    ['a password of 257 characters', { password: 'x'.repeat(257) }],
    ['a password that is a number', { password: 1_234_567_890 }],
    ['no e-mail address', { email: 'lin' }],
    ['a path in an e-mail address', { email: 'lin@example.com/x' }],
    ['a query in an e-mail address', { email: 'lin@example.com?x' }],
    ['a backslash in an e-mail address', { email: 'lin@exam\\ple.com' }],
    ['an e-mail address that is too long', { email: `${'x'.repeat(250)}@example.com` }],
    ['an empty name', { name: ' ' }],
    ['a role', { role: 'admin' }],
    ['a user id', { userId: 'usr_1' }],
  ])('fault 29: registration refuses %s', async (_, fields) => {
    const body = { email: newEmail(), password: PASSWORD, ...fields }
    ;(await stranger.call('POST', '/v1/auth/register', body)).refusal(400, 'invalid_request')
    ;(await login(String(body.email).slice(0, 200).includes('@') ? String(body.email) : newEmail())).text
  })

  it('fault 38: SQL and HTML in a name stay plain text', async () => {
    const name = `Robert'); DROP TABLE accounts;-- <script>alert(1)</script>`
    const person = await registered({ name })
    expect((await person.client.get('/v1/me')).as(userSchema).name).toBe(name)
  })
})

describe('signing in', () => {
  it('signing in answers a wrong password and an unknown address alike', async () => {
    const { email } = await registered()
    const wrong = (await login(email, { password: 'not the password' })).refusal(401, 'invalid_credentials')
    const unknown = (await login(newEmail())).refusal(401, 'invalid_credentials')
    expect({ ...unknown, requestId: '' }).toEqual({ ...wrong, requestId: '' })
  })

  it('signing in accepts any spelling of the address and any Unicode form of the password', async () => {
    const password = 'Größe über alles'
    const { email, id } = await registered({ password: password.normalize('NFC') })
    const reply = await login(email.toUpperCase(), { password: password.normalize('NFD') })
    expect(reply.as(signedInSchema).user.id).toBe(id)
  })

  it('signing in hashes the password again after the parameters were raised, and stores the new hash', async () => {
    const { email, id } = await registered()
    const weak = { N: 2 ** 10, r: 8, p: 1 }
    const { hash, salt } = await weakHash(PASSWORD, weak)
    const account = bindings.ACCOUNTS.getByName(id) as unknown as {
      makeAdmin(password: object, requestId: string): Promise<void>
    }
    await account.makeAdmin({ hash, salt, cost: weak }, 'test')
    const costOf = async (client: Client) => (await client.get('/v1/me/export')).as(exportSchema).account.password?.me
    const first = personOf(await login(email))
    expect(await costOf(first.client)).toEqual({ scrypt: PRESENT_COST })
    expect((await login(email)).status).toBe(200)
  })

  it('a token of another kind is refused: no kind is accepted in place of another', async () => {
    const person = await registered()
    const guest = await Shopper.guest()
    const bearer = (token: string) => new Client({ authorization: `Bearer ${token}` })
    ;(await bearer(person.refreshToken).get('/v1/me')).refusal(401, 'unauthenticated')
    const { accessToken } = await refreshed(person.refreshToken)
    for (const token of [accessToken, guest.token, 'prt_x', '']) {
      const reply = await stranger.call('POST', '/v1/auth/refresh', { refreshToken: token })
      expect([400, 401]).toContain(reply.status)
    }
    const reply = await login(person.email, { guestToken: accessToken })
    expect(reply.as(signedInSchema).merge).toBeNull()
  })
})

describe('an account', () => {
  it('a change of password ends other sign-ins and keeps this one', async () => {
    const person = await registered()
    const other = (await login(person.email)).as(signedInSchema)
    const body = { currentPassword: PASSWORD, newPassword: 'another horse battery' }
    const wrong = await person.client.call('POST', '/v1/auth/password', { ...body, currentPassword: 'wrong' })
    wrong.refusal(401, 'invalid_credentials')
    expect((await person.client.call('POST', '/v1/auth/password', body)).status).toBe(204)
    ;(await stranger.call('POST', '/v1/auth/refresh', { refreshToken: other.refreshToken })).refusal(
      401,
      'unauthenticated',
    )
    await refreshed(person.refreshToken)
    ;(await login(person.email)).refusal(401, 'invalid_credentials')
    expect((await login(person.email, { password: body.newPassword })).status).toBe(200)
  })

  it('an account changes name and address; the old address is free, and a taken one is refused', async () => {
    const person = await registered()
    const other = await registered()
    const [old, email] = [person.email, newEmail('new')]
    const change = (fields: object) => person.client.call('PATCH', '/v1/me', { password: PASSWORD, ...fields })
    ;(await change({ email: other.email })).refusal(409, 'email_taken')
    expect((await change({ name: 'Mei', email })).as(userSchema)).toMatchObject({ name: 'Mei', email, id: person.id })
    expect((await login(email)).as(signedInSchema).user.id).toBe(person.id)
    ;(await login(old)).refusal(401, 'invalid_credentials')
    expect((await stranger.call('POST', '/v1/auth/register', { email: old, password: PASSWORD })).status).toBe(201)
    expect((await change({ name: null })).as(userSchema).name).toBeNull()
    ;(await change({})).refusal(400, 'invalid_request')
    ;(await person.client.call('PATCH', '/v1/me', { name: 'x', password: 'wrong' })).refusal(401, 'invalid_credentials')
  })

  it('an account returns to an address that it had before', async () => {
    const person = await registered()
    const email = newEmail('there')
    for (const to of [email, person.email, email, email.toUpperCase()]) {
      const reply = await person.client.call('PATCH', '/v1/me', { password: PASSWORD, email: to })
      expect(reply.as(userSchema).email).toBe(to)
    }
    expect((await login(email)).status).toBe(200)
  })

  it('an export has everything that is stored, and no hash', async () => {
    await stock(product('tea'))
    const person = await registered({ name: 'Lin' })
    await person.client.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 2, attributes: { note: 'for Mei' } })
    const reply = await person.client.get('/v1/me/export')
    const body = reply.as(exportSchema)
    expect(body).toMatchObject({
      user: { id: person.id, email: person.email },
      account: { profile: { me: { name: 'Lin' } }, password: { me: { scrypt: PRESENT_COST } } },
      cart: { items: { tea: { quantity: 2, attributes: { note: 'for Mei' } } } },
    })
    expect(Object.keys(body.account.families ?? {})).toHaveLength(1)
    expect(reply.text).not.toMatch(/"hash"|"salt"/)
  })

  it('an erased account is gone everywhere, and its address can be registered again', async () => {
    await stock(product('tea'))
    const person = await registered({ name: 'Lin-to-be-forgotten' })
    await person.client.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 2 })
    ;(await person.client.call('DELETE', '/v1/me', { password: 'wrong' })).refusal(401, 'invalid_credentials')
    expect((await person.client.call('DELETE', '/v1/me', { password: PASSWORD })).status).toBe(204)
    ;(await person.client.get('/v1/me')).refusal(404, 'not_found')
    ;(await person.client.get('/v1/cart')).refusal(410, 'erased')
    ;(await person.client.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 1 })).refusal(410, 'erased')
    ;(await login(person.email)).refusal(401, 'invalid_credentials')
    const refresh = await stranger.call('POST', '/v1/auth/refresh', { refreshToken: person.refreshToken })
    refresh.refusal(401, 'unauthenticated')
    const again = await stranger.call('POST', '/v1/auth/register', { email: person.email, password: PASSWORD })
    expect(again.as(signedInSchema).user.id).not.toBe(person.id)
    await later(3 * SECOND, async () => {})
    await untilErased(person.id)
  })

  it('a guest, or a user of another provider, has no account', async () => {
    ;(await (await Shopper.guest()).get('/v1/me')).refusal(403, 'forbidden')
    const outsider = await Shopper.of({ id: newId('usr', Date.now()), role: 'customer' })
    ;(await outsider.get('/v1/me')).refusal(404, 'not_found')
    ;(await outsider.call('DELETE', '/v1/me', { password: PASSWORD })).refusal(404, 'not_found')
  })
})

describe('admins', () => {
  it('an admin finds an account by its address, and gives it a role, which ends its sign-ins', async () => {
    const person = await registered()
    const find = (email: string) => operator.call('POST', '/v1/admin/accounts/search', { email })
    expect((await find(person.email.toUpperCase())).as(adminUserSchema).id).toBe(person.id)
    ;(await find(newEmail())).refusal(404, 'not_found')
    const path = `/v1/admin/accounts/${person.id}`
    expect((await operator.call('PATCH', path, { role: 'support' })).as(userSchema).role).toBe('support')
    const refresh = await stranger.call('POST', '/v1/auth/refresh', { refreshToken: person.refreshToken })
    refresh.refusal(401, 'unauthenticated')
    const { accessToken } = (await login(person.email)).as(signedInSchema)
    expect(claimsOf(accessToken).role).toBe('support')
    ;(await operator.call('PATCH', path, { role: 'guest' })).refusal(400, 'invalid_request')
    ;(await operator.call('PATCH', `/v1/admin/accounts/${newId('usr', 1)}`, { role: 'admin' })).refusal(
      404,
      'not_found',
    )
  })

  it('an admin erases any person with data here, with an account or without', async () => {
    await stock(product('tea'))
    const person = await registered()
    const outsider = await Shopper.of({ id: newId('usr', Date.now()), role: 'customer' })
    for (const client of [person.client, outsider]) {
      expect((await client.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 1 })).status).toBe(200)
    }
    for (const id of [person.id, outsider.id, outsider.id]) {
      expect((await operator.call('DELETE', `/v1/admin/accounts/${id}`)).status).toBe(204)
    }
    for (const client of [person.client, outsider]) (await client.get('/v1/cart')).refusal(410, 'erased')
    ;(await login(person.email)).refusal(401, 'invalid_credentials')
  })

  it('an erasure by an admin, a person or a guest drops the cart from the memory of its isolate', async () => {
    const forget = vi.spyOn(Carts.prototype, 'forget')
    const [erased, person, guest] = [await registered(), await registered(), await Shopper.guest()]
    const replies = [
      await operator.through(isolate()).call('DELETE', `/v1/admin/accounts/${erased.id}`),
      await person.client.through(isolate()).call('DELETE', '/v1/me', { password: PASSWORD }),
      await guest.through(isolate()).call('DELETE', '/v1/me'),
    ]
    expect(replies.map(({ status }) => status)).toEqual([204, 204, 204])
    expect(forget.mock.calls).toEqual([[erased.id], [person.id], [guest.id]])
    forget.mockRestore()
  })
})

async function weakHash(password: string, cost: { N: number; r: number; p: number }) {
  const { hashPassword, newSalt } = await import('../../src/worker/identity/passwords.ts')
  const salt = newSalt()
  return { salt, hash: await hashPassword(password, salt, cost) }
}

/** Waits until the record has only tombstones. */
async function untilErased(id: string): Promise<void> {
  await expect
    .poll(async () => [(await record.getCopy('account', id))?.state, (await record.getCopy('cart', id))?.state], {
      timeout: 15_000,
    })
    .toEqual(['erased', 'erased'])
}
