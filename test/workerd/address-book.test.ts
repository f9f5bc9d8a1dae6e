/**
 * The address book over HTTP. Invariants: an address is checked as checkout checks it; an edit needs the version that it
 * saw; only the account itself sees its addresses.
 */
import { expect, it } from 'vitest'
import { savedAddressListSchema, savedAddressOutSchema } from '../../src/contract/answers/address.ts'
import { adminUserSchema, exportSchema } from '../../src/contract/answers/identity.ts'
import { newId } from '../../src/domain/id.ts'
import { operator, Shopper } from './support/client.ts'
import { PASSWORD, registered } from './support/person.ts'

const BOOK = '/v1/me/addresses'
const SHANGHAI = { name: '林小雨', line1: '中山路 1 号', city: '上海', postalCode: '200000', country: 'CN' }
const BERLIN = { name: 'Lin', line1: 'Torstr. 1', city: 'Berlin', postalCode: '10115', country: 'DE' }

it('an address is saved once, and replaced and removed by the version that was seen', async () => {
  const { client } = await registered()
  const added = await client.call('POST', BOOK, { address: SHANGHAI })
  expect([added.status, added.headers.get('etag')]).toEqual([201, '"1"'])
  const { id, address, isDefault } = added.as(savedAddressOutSchema)
  expect([address.regionCode, isDefault]).toEqual([expect.any(String), true])
  const again = await client.call('POST', BOOK, { address: SHANGHAI })
  expect([again.status, again.as(savedAddressOutSchema).id]).toEqual([200, id])
  const one = `${BOOK}/${id}`
  const put = (body: object, tag: string) => client.call('PUT', one, body, { 'if-match': tag })
  ;(await client.call('PUT', one, { address: BERLIN })).refusal(428, 'precondition_required')
  const stale = (await put({ address: BERLIN }, '"7"')).refusal(412, 'version_mismatch')
  expect(stale).toMatchObject({ current: { id, version: 1 } })
  const edited = (await put({ address: BERLIN }, '"1"')).as(savedAddressOutSchema)
  expect(edited).toMatchObject({ id, version: 2, isDefault: true, address: BERLIN })
  expect((await client.get(one)).headers.get('etag')).toBe('"2"')
  await client.call('POST', BOOK, { address: SHANGHAI })
  ;(await put({ address: SHANGHAI }, '*')).refusal(409, 'address_exists')
  expect((await client.call('DELETE', one, undefined, { 'if-match': '"2"' })).status).toBe(204)
  ;(await client.get(one)).refusal(404, 'not_found')
  expect((await client.get(BOOK)).as(savedAddressListSchema).items).toMatchObject([{ isDefault: true, version: 2 }])
})

it('addresses are refused for the same reasons as at checkout, and unknown fields too', async () => {
  const { client } = await registered()
  for (const [body, path] of [
    [{ address: { ...BERLIN, postalCode: '1234' } }, 'address.postalCode'],
    [{ address: { ...BERLIN, country: 'UK' } }, 'address.country'],
    [{ address: { ...BERLIN, name: 'x'.repeat(101) } }, 'address.name'],
    [{ address: { ...BERLIN, regionCode: 'BE' } }, 'address'],
    [{ address: BERLIN, isDefault: 'yes' }, 'isDefault'],
  ] as const) {
    const { errors } = (await client.call('POST', BOOK, body)).refusal(400, 'invalid_request')
    expect(errors?.map((error) => error.path)).toEqual([path])
  }
  expect((await client.get(BOOK)).as(savedAddressListSchema).items).toEqual([])
})

it('simultaneous requests keep one default and the limit of 50', async () => {
  const { client } = await registered()
  const bodies = Array.from({ length: 53 }, (_, n) => ({
    address: { ...BERLIN, line1: `Torstr. ${n}` },
    isDefault: true,
  }))
  const statuses: number[] = []
  for (let at = 0; at < bodies.length; at += 6) {
    const some = bodies.slice(at, at + 6).map((body) => client.call('POST', BOOK, body))
    statuses.push(...(await Promise.all(some)).map(({ status }) => status))
  }
  expect(statuses.filter((status) => status === 201)).toHaveLength(50)
  expect(statuses.filter((status) => status === 409)).toHaveLength(3)
  const { items } = (await client.get(BOOK)).as(savedAddressListSchema)
  expect(items.filter(({ isDefault }) => isDefault)).toHaveLength(1)
})

it('others do not see an address: support sees the number, the export has all, and an erasure deletes them', async () => {
  const { client, id: userId } = await registered()
  const { id } = (await client.call('POST', BOOK, { address: BERLIN })).as(savedAddressOutSchema)
  const other = (await registered()).client
  ;(await other.get(`${BOOK}/${id}`)).refusal(404, 'not_found')
  ;(await other.call('DELETE', `${BOOK}/${id}`, undefined, { 'if-match': '*' })).refusal(404, 'not_found')
  ;(await (await Shopper.guest()).get(BOOK)).refusal(403, 'forbidden')
  ;(await (await Shopper.of({ id: newId('usr', Date.now()), role: 'customer' })).get(BOOK)).refusal(404, 'not_found')
  const seen = await operator.get(`/v1/admin/accounts/${userId}`)
  expect(seen.as(adminUserSchema).addresses).toBe(1)
  expect(seen.text).not.toContain('Torstr')
  const { account } = (await client.get('/v1/me/export')).as(exportSchema)
  expect(account.book).toMatchObject({ [id]: { address: BERLIN } })
  expect((await client.call('DELETE', '/v1/me', { password: PASSWORD })).status).toBe(204)
  ;(await client.get(BOOK)).refusal(404, 'not_found')
})
