/**
 * The signed notice of edits that others made in the record. Invariants: the named products are visible and searchable
 * once the notice is answered; a repeat raises no epoch; a notice without a valid signature has no effect.
 */
import { createExecutionContext } from 'cloudflare:test'
import { describe, expect, it, vi } from 'vitest'
import { productSchema } from '../../src/contract/answers/catalogue.ts'
import { catalogueHookAnswer } from '../../src/contract/answers/hooks.ts'
import { signWebhook } from '../../src/contract/standard-webhooks.ts'
import worker from '../../src/worker/index.ts'
import { find, HOOK_SECRET, insertMany, knownWare, rename, shop, sql, titleOf } from './support/behind.ts'
import { type Reply, stranger } from './support/client.ts'
import { bindings, product, record, stock } from './support/shop.ts'
import { MINUTE } from './support/time.ts'

const seconds = (ms = Date.now()) => Math.floor(ms / 1000)

async function tell(body: unknown, { at = seconds(), secret = HOOK_SECRET, headers = {} } = {}): Promise<Reply> {
  const raw = typeof body === 'string' ? body : JSON.stringify(body)
  const signed = await signWebhook(secret, `msg_${crypto.randomUUID()}`, at, raw)
  return shop.call('POST', '/v1/hooks/catalogue', raw, { ...signed, ...headers })
}

const told = async (body: unknown) => {
  const reply = await tell(body)
  expect(reply.status, reply.text).toBe(200)
  return reply.as(catalogueHookAnswer)
}

describe('the hook of the catalogue', () => {
  it('the hook makes an edit visible and searchable at once', async () => {
    const { sku, before, after } = await knownWare()
    await rename(sku, after)
    expect(await titleOf(sku)).toBe(before)
    expect(await told({ products: [{ sku }] })).toEqual({ refreshed: 1, changed: true })
    expect(await titleOf(sku)).toBe(after)
    expect(await find(after)).toEqual([sku])
    expect(await find(before)).toEqual([])
  })

  it('the hook changes nothing for a repeat, or for an edit by Pannier itself', async () => {
    const { sku } = await knownWare()
    await rename(sku, 'New')
    await told({ products: [{ sku }] })
    const epoch = await record.catalogueEpoch()
    expect(await told({ products: [{ sku }, { sku }] })).toEqual({ refreshed: 1, changed: false })
    await stock(product(sku, { priceAmount: 7 }))
    const own = await record.catalogueEpoch()
    expect(own).toBe(epoch + 1)
    expect((await told({ products: [{ sku }] })).changed).toBe(false)
    expect(await record.catalogueEpoch()).toBe(own)
  })

  it('the hook shows new units on hand at once without a new version, and raises no epoch for them', async () => {
    const { sku } = await knownWare()
    await sql('UPDATE products SET on_hand = 0 WHERE sku = ?1', sku)
    expect((await told({ products: [{ sku }] })).changed).toBe(false)
    expect((await shop.get(`/v1/products/${sku}`)).as(productSchema).availability).toBe('out_of_stock')
  })

  it('the hook removes a deleted row at once', async () => {
    const { sku, before } = await knownWare()
    await sql('DELETE FROM products WHERE sku = ?1', sku)
    expect((await told({ products: [{ sku }, { sku: 'never-was' }] })).changed).toBe(true)
    ;(await shop.get(`/v1/products/${sku}`)).refusal(404, 'not_found')
    expect(await find(before)).toEqual([])
  })

  it('the hook refreshes lists after a change of categories', async () => {
    const epoch = await record.catalogueEpoch()
    expect(await told({ products: [], categories: true })).toEqual({ refreshed: 0, changed: true })
    expect(await record.catalogueEpoch()).toBe(epoch + 1)
  })

  it('the hook takes at most 500 products', async () => {
    await insertMany('many-', 500, Date.now())
    const products = Array.from({ length: 500 }, (_, n) => ({ sku: `many-${n + 1}` }))
    expect(await told({ products })).toEqual({ refreshed: 500, changed: true })
    ;(await tell({ products: [...products, { sku: 'one-more' }] })).refusal(400, 'invalid_request')
  })

  it('the hook answers 503 while the record is down, so that the notice is sent again', async () => {
    const prepare = vi.spyOn(Object.getPrototypeOf(bindings.RECORD) as D1Database, 'prepare').mockImplementation(() => {
      throw new Error('D1_ERROR: down')
    })
    ;(await tell({ products: [{ sku: 'any' }] })).refusal(503, 'unavailable')
    prepare.mockRestore()
  })

  it.each([
    [{}],
    [{ products: [{ sku: 'no sku' }] }],
    [{ products: [{ sku: 'a', price: 1 }] }],
    [{ products: [], categories: false }],
    ['[]'],
  ])('the hook refuses the body %j', async (body) => {
    ;(await tell(body)).refusal(400, 'invalid_request')
  })
})

describe('the signature', () => {
  const body = { products: [] }
  const refused = (reply: Reply) => reply.refusal(401, 'unauthenticated')

  it('the signature covers exactly the bytes of the body', async () => {
    const odd = '{ "products" :[ ]\n}'
    expect((await tell(odd)).status).toBe(200)
    const signed = await signWebhook(HOOK_SECRET, 'msg_1', seconds(), odd)
    refused(await shop.call('POST', '/v1/hooks/catalogue', '{ "products" :[ ] }', { ...signed }))
    refused(await shop.call('POST', '/v1/hooks/catalogue', odd, { ...signed, 'webhook-id': 'msg_2' }))
    refused(await shop.call('POST', '/v1/hooks/catalogue', odd, { ...signed, 'webhook-timestamp': `${seconds() + 1}` }))
    expect((await shop.call('POST', '/v1/hooks/catalogue', odd, { ...signed })).status).toBe(200)
  })

  it('the signature is valid for five minutes, before and after its time', async () => {
    for (const minutes of [-4.5, 4.5]) {
      expect((await tell(body, { at: seconds(Date.now() + minutes * MINUTE) })).status).toBe(200)
    }
    for (const minutes of [-5.5, 5.5, -1e6]) refused(await tell(body, { at: seconds(Date.now() + minutes * MINUTE) }))
  })

  it('the signature must be made with the configured secret', async () => {
    refused(await tell(body, { secret: `whsec_${btoa('another secret of these tests, 32')}` }))
  })

  it.each([
    { 'webhook-signature': '' },
    { 'webhook-signature': 'v1,' },
    { 'webhook-signature': 'v1,%%%' },
    { 'webhook-signature': `v1,${'A'.repeat(43)}=` },
    { 'webhook-id': '' },
    { 'webhook-id': 'a.1' },
    { 'webhook-timestamp': '' },
    { 'webhook-timestamp': '1e9' },
    { 'webhook-timestamp': 'NaN' },
  ])('the headers %j are refused', async (headers) => {
    refused(await tell(body, { headers }))
  })

  it('a valid signature may stand beside one by another secret, while secrets are rotated', async () => {
    const raw = JSON.stringify(body)
    const [old, own] = await Promise.all([
      signWebhook(`whsec_${btoa('another secret of these tests, 32')}`, 'msg_1', seconds(), raw),
      signWebhook(HOOK_SECRET, 'msg_1', seconds(), raw),
    ])
    const both = `${old['webhook-signature']} ${own['webhook-signature']}`
    const headers = { ...own, 'webhook-signature': both }
    expect((await shop.call('POST', '/v1/hooks/catalogue', raw, headers)).status).toBe(200)
  })

  it('the signature is checked before the body, and the route does not exist without a secret', async () => {
    refused(await shop.call('POST', '/v1/hooks/catalogue', { nonsense: true }))
    refused(await shop.call('POST', '/v1/hooks/catalogue'))
    const closed = stranger.through(async (request) => worker.fetch(request, bindings, createExecutionContext()))
    ;(await closed.call('POST', '/v1/hooks/catalogue', body)).refusal(404, 'not_found')
  })

  it('the signature equals the specification’s example', async () => {
    // The example of https://www.standardwebhooks.com.
    const signed = await signWebhook(
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      1614265330,
      '{"test": 2432232314}',
    )
    expect(signed['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })
})
