/**
 * Operators whose role or sign-in has changed since their token was issued. Invariant: at every route for operators,
 * the account's present role and sign-in count, not the token's.
 */
import { describe, expect, it, vi } from 'vitest'
import { userSchema } from '../../src/contract/answers/identity.ts'
import { securityEventListSchema } from '../../src/contract/answers/security.ts'
import { listSecurityEventsQuery } from '../../src/contract/http/security.ts'
import { DOCUMENTED } from '../../src/contract/openapi/documented.ts'
import { newId } from '../../src/domain/id.ts'
import { objectsOf } from '../../src/objects/objects.ts'
import { type Client, operator, Shopper, stranger } from './support/client.ts'
import { login, newEmail, PASSWORD, type Person, personOf, registered } from './support/person.ts'
import { bindings } from './support/shop.ts'
import { later, MINUTE } from './support/time.ts'

const OPERATED = DOCUMENTED.filter(({ path }) => path.startsWith('/v1/admin/'))

/** A registered person who was made an admin and signed in again. */
async function appointed(role: 'admin' | 'support' = 'admin'): Promise<Person> {
  const person = await registered()
  await changeRole(operator, person.id, { role })
  return personOf(await login(person.email))
}

function changeRole(by: Client, id: string, body: object) {
  return by.call('PATCH', `/v1/admin/accounts/${id}`, body)
}

async function tryEverything(client: Client, status: number, code: string): Promise<void> {
  for (const { method, path } of OPERATED) {
    const target = path.replace(':sku', 'tea').replace(':userId', newId('usr', 1)).replace(':id', 'x')
    const body = ['get', 'delete'].includes(method) ? undefined : { nonsense: true }
    const reply = await client.call(method.toUpperCase(), target, body)
    expect(reply.status, `${method} ${path} ${reply.text}`).toBe(status)
    reply.refusal(status, code)
  }
}

describe('at every route for operators', () => {
  it('an admin who became a customer is refused with the earlier token', async () => {
    const admin = await appointed()
    expect((await admin.client.get('/v1/admin/ops/breakers')).status).toBe(200)
    await objectsOf(bindings).account(admin.id).setRole('customer', 'test')
    await tryEverything(admin.client, 401, 'unauthenticated')
    const back = personOf(await login(admin.email))
    await tryEverything(back.client, 403, 'forbidden')
  })

  it('an admin who was erased is refused', async () => {
    const admin = await appointed()
    expect((await operator.call('DELETE', `/v1/admin/accounts/${admin.id}`)).status).toBe(204)
    await tryEverything(admin.client, 401, 'unauthenticated')
  })

  it('a token of a sign-in that a password change ended is refused', async () => {
    const stolen = await appointed()
    const owner = personOf(await login(stolen.email))
    const change = { currentPassword: PASSWORD, newPassword: 'another horse battery' }
    expect((await owner.client.call('POST', '/v1/auth/password', change)).status).toBe(204)
    await tryEverything(stolen.client, 401, 'unauthenticated')
    expect((await owner.client.get('/v1/admin/ops/breakers')).status).toBe(200)
  })

  it('a token of a sign-in that was signed out is refused', async () => {
    const admin = await appointed()
    const { refreshToken } = admin
    expect((await stranger.call('POST', '/v1/auth/logout', { refreshToken })).status).toBe(204)
    await tryEverything(admin.client, 401, 'unauthenticated')
  })

  it('a token that names no sign-in is refused', async () => {
    const nameless = await Shopper.of({ id: newId('usr', Date.now()), role: 'admin', session: 'none' })
    await tryEverything(nameless, 401, 'unauthenticated')
  })

  it('an admin who became support can read, but neither act nor export', async () => {
    const support = await appointed('support')
    expect((await support.client.get('/v1/admin/orders')).status).toBe(200)
    expect((await support.client.get('/v1/admin/ops/breakers')).status).toBe(200)
    ;(await support.client.get('/v1/admin/export/products')).refusal(403, 'forbidden')
    ;(await support.client.call('POST', '/v1/admin/ops/sweep')).refusal(403, 'forbidden')
    await objectsOf(bindings).account(support.id).setRole('customer', 'test')
    ;(await support.client.get('/v1/admin/orders')).refusal(401, 'unauthenticated')
  })
})

describe('a change of a role', () => {
  it('a change of role by a dismissed admin has no effect', async () => {
    const admin = await appointed()
    await changeRole(operator, admin.id, { role: 'customer' })
    ;(await changeRole(admin.client, admin.id, { role: 'admin' })).refusal(401, 'unauthenticated')
    expect((await objectsOf(bindings).account(admin.id).user())?.role).toBe('customer')
  })

  it('a change of role needs the password when the sign-in is older than ten minutes', async () => {
    const admin = await appointed()
    const { id } = await registered({ email: newEmail('promoted') })
    await later(11 * MINUTE, async () => {
      ;(await changeRole(admin.client, id, { role: 'support' })).refusal(403, 'proof_required')
      const wrong = await changeRole(admin.client, id, { role: 'support', password: 'not the password' })
      wrong.refusal(401, 'invalid_credentials')
      expect((await objectsOf(bindings).account(id).user())?.role).toBe('customer')
      const reply = await changeRole(admin.client, id, { role: 'support', password: PASSWORD })
      expect(reply.as(userSchema).role).toBe('support')
    })
  })

  it('a change of role raises a security event about the account', async () => {
    const { id } = await registered()
    await changeRole(operator, id, { role: 'support' })
    const { limit } = listSecurityEventsQuery.parse({ limit: 100 })
    const events = await operator.get(`/v1/admin/ops/security-events?limit=${limit}`)
    expect(events.as(securityEventListSchema).items).toContainEqual(
      expect.objectContaining({ kind: 'role_changed', subject: id }),
    )
  })
})

it('an operator whose account cannot answer is refused with 503', async () => {
  const admin = await appointed()
  const down = vi.spyOn(objectsOf(bindings), 'account').mockImplementation(() => {
    throw new Error('the object is gone')
  })
  try {
    ;(await admin.client.get('/v1/admin/ops/breakers')).refusal(503, 'unavailable')
  } finally {
    down.mockRestore()
  }
})
