/** Accounts as operators see them: details, sign-ins, locks, exports. Invariant: a locked account has no way in. */
import { describe, expect, it } from 'vitest'
import { adminUserSchema, exportSchema, signInListSchema } from '../../src/contract/answers/identity.ts'
import { newId } from '../../src/domain/id.ts'
import { isolate, operator, Shopper, stranger } from './support/client.ts'
import { ordered } from './support/orders.ts'
import { login, newEmail, PASSWORD, personOf, registered } from './support/person.ts'
import { product, stock } from './support/shop.ts'

const path = (id: string, rest = '') => `/v1/admin/accounts/${id}${rest}`
const support = () => Shopper.of({ id: newId('usr', Date.now()), role: 'support' })

describe('an account', () => {
  it('support finds an account by its address or its id, with its valid sign-ins and their devices', async () => {
    const person = await registered({ name: 'Lin' })
    const phone = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148' }
    await login(person.email, {}, phone)
    const found = await (await support()).call('POST', '/v1/admin/accounts/search', { email: person.email })
    const user = found.as(adminUserSchema)
    expect(user).toMatchObject({ id: person.id, role: 'customer', name: 'Lin', lockedAt: null, signIns: 2 })
    expect((await (await support()).get(path(person.id))).as(adminUserSchema)).toEqual(user)
    const { items } = (await (await support()).get(path(person.id, '/sign-ins'))).as(signInListSchema)
    expect(items.map(({ device }) => device)).toEqual(['phone', null])
    expect(items[0]?.createdAt).toBe(items[0]?.lastUsedAt)
    ;(await operator.get(path(newId('usr', 1)))).refusal(404, 'not_found')
    ;(await operator.get(path('x'))).refusal(400, 'invalid_request')
  })
})

describe('a locked account', () => {
  it('a locked account cannot sign in or refresh, and an unlock lets it in again', async () => {
    const person = await registered()
    const locked = (await operator.call('POST', path(person.id, '/lock'))).as(adminUserSchema)
    expect([locked.lockedAt === null, locked.signIns]).toEqual([false, 0])
    ;(await login(person.email)).refusal(403, 'account_locked')
    const wrong = await stranger.call('POST', '/v1/auth/login', { email: person.email, password: 'not the password' })
    wrong.refusal(401, 'invalid_credentials')
    const refresh = await stranger.call('POST', '/v1/auth/refresh', { refreshToken: person.refreshToken })
    refresh.refusal(401, 'unauthenticated')
    const change = { currentPassword: PASSWORD, newPassword: 'another horse battery' }
    ;(await person.client.call('POST', '/v1/auth/password', change)).refusal(403, 'account_locked')
    ;(await person.client.call('DELETE', '/v1/me', { password: PASSWORD })).refusal(403, 'account_locked')
    expect((await operator.call('POST', path(person.id, '/unlock'))).as(adminUserSchema).lockedAt).toBeNull()
    expect((await login(person.email)).status).toBe(200)
  })

  it('a shopper’s access token outlives the lock until it expires, an operator’s does not', async () => {
    const shopper = await registered()
    const admin = await registered()
    await operator.call('PATCH', path(admin.id), { role: 'admin' })
    const { client } = personOf(await login(admin.email))
    expect((await client.get('/v1/admin/ops/breakers')).status).toBe(200)
    for (const { id } of [shopper, admin]) await operator.call('POST', path(id, '/lock'))
    expect((await shopper.client.get('/v1/cart')).status).toBe(200)
    ;(await client.get('/v1/admin/ops/breakers')).refusal(401, 'unauthenticated')
  })

  it('neither one’s own account nor the account of ADMIN_EMAIL can be locked', async () => {
    const email = newEmail('owner')
    const owner = await registered({ email })
    const self = await Shopper.of({ id: newId('usr', Date.now()), role: 'admin' })
    ;(await self.call('POST', path(self.id, '/lock'))).refusal(403, 'forbidden')
    const configured = operator.through(isolate({ ADMIN_EMAIL: email.toUpperCase(), ADMIN_PASSWORD: PASSWORD }))
    ;(await configured.call('POST', path(owner.id, '/lock'))).refusal(403, 'forbidden')
    ;(await operator.call('POST', path(owner.id, '/lock'), { for: 'ever' })).refusal(400, 'invalid_request')
    expect((await operator.get(path(owner.id))).as(adminUserSchema).lockedAt).toBeNull()
  })
})

describe('an export on behalf of a person', () => {
  it('the export has what the person would get, and no password', async () => {
    await stock(product('tea'))
    const person = await registered()
    await person.client.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 1 })
    await ordered(person.client)
    const own = (await person.client.get('/v1/me/export')).as(exportSchema)
    const given = await operator.call('POST', path(person.id, '/export'))
    expect(given.headers.get('content-disposition')).toContain('export.json')
    expect(given.as(exportSchema)).toEqual({ ...own, exportedAt: given.as(exportSchema).exportedAt })
    expect(Object.keys(given.as(exportSchema).account.password?.me ?? {})).toEqual(['scrypt'])
    await operator.call('DELETE', path(person.id))
    ;(await operator.call('POST', path(person.id, '/export'))).refusal(410, 'erased')
  })
})
