/**
 * The audit of operators. Invariants: every write of an operator leaves an entry with its reason before it takes
 * effect, also while the record is down; a write without a required reason has no effect.
 */
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { auditListSchema } from '../../src/contract/answers/audit.ts'
import { handleBatch } from '../../src/worker/queue/handler.ts'
import { adminId, admitAdmin, because, callWithReason, entriesOf, paidOrder, REASON } from './support/audit.ts'
import { type Client, isolate } from './support/client.ts'
import { newKey, ordered, orderIn } from './support/orders.ts'
import { registered } from './support/person.ts'
import { bindings, product, stock } from './support/shop.ts'

let admin: Client

beforeAll(async () => {
  admin = await admitAdmin()
})

const entries = (query?: string) => entriesOf(admin, query)

const call = (method: string, path: string, body?: unknown, headers = {}) =>
  callWithReason(admin, method, path, body, headers)
describe('entries', () => {
  it('an entry says what changed, and an entry of a refusal says why', async () => {
    const subject = 'stock:cup-1'
    await stock(product('cup-1', { onHand: 5 }))
    await call('PUT', '/v1/admin/stock/cup-1', { onHand: 8 })
    ;(await call('PUT', '/v1/admin/stock/cup-1', { adjust: -9 })).refusal(409, 'units_held')
    expect(await entries(`subject=${subject}`)).toMatchObject([
      { action: 'adjust', outcome: 'refused', detail: 'units_held', changes: {} },
      { action: 'count', outcome: 'done', changes: { onHand: { from: 5, to: 8 } } },
    ])
  })

  it('entries about an erased person keep no reason, except that of the erasure', async () => {
    const { id, client } = await registered()
    await client.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 1 })
    const { id: orderId } = await ordered(client)
    await call('POST', `/v1/admin/orders/${orderId}/cancel`)
    await call('POST', `/v1/admin/accounts/${id}/lock`)
    await call('DELETE', `/v1/admin/accounts/${id}`)
    const about = async () => (await entries(`subject=account:${id}`)).map(({ action, reason }) => [action, reason])
    await vi.waitUntil(async () => (await about())[1]?.[1] === null, { timeout: 10_000 })
    expect(await about()).toEqual([
      ['erase', REASON],
      ['lock', null],
    ])
    expect((await entries(`subject=order:${orderId}`)).map(({ action, reason }) => [action, reason])).toEqual([
      ['cancel', null],
    ])
  })

  it('the reason in the body of a refund is in the audit too, with the id of the refund', async () => {
    const id = await paidOrder()
    const body = { amount: { amount: 100, currency: 'CNY' }, reason: 'One was broken' }
    const headers = { 'idempotency-key': newKey(), 'pannier-reason': '' }
    const reply = await admin.call('POST', `/v1/admin/orders/${id}/refund`, body, headers)
    const [refund] = orderIn(reply).payment.refunds
    const [entry] = await entries(`subject=order:${id}`)
    expect(entry).toMatchObject({ action: 'refund', reason: 'One was broken', changes: { refund: { to: refund?.id } } })
  })

  it('the list is filtered and paged, and refuses what is not a filter', async () => {
    const get = (query: string) => admin.get(`/v1/admin/audit?${query}`)
    const first = (await get(`actor=${adminId}&limit=2`)).as(auditListSchema)
    const second = (await get(`actor=${adminId}&limit=2&cursor=${first.nextCursor}`)).as(auditListSchema)
    const ids = [...first.items, ...second.items].map(({ id }) => id)
    expect([ids.length, new Set(ids).size]).toEqual([4, 4])
    const [newest] = first.items
    expect((await entries(`actor=${adminId}&from=${newest?.at}`))[0]?.id).toBe(newest?.id)
    expect(await entries(`actor=${adminId}&to=2020-01-01`)).toEqual([])
    for (const bad of ['limit=0', 'cursor=x', 'from=yesterday', 'reason=x', `subject=${'x'.repeat(161)}`]) {
      ;(await get(bad)).refusal(400, 'invalid_request')
    }
  })
})

describe('the reason', () => {
  it.each([
    ['', 'reason_required'],
    ['%20%E2%80%8B', 'reason_required'],
    ['%', 'invalid_request'],
    ['%FF', 'invalid_request'],
    ['a%00b', 'invalid_request'],
    ['a%0Ab', 'invalid_request'],
    [encodeURIComponent('字'.repeat(201)), 'invalid_request'],
  ])('the reason %s is refused, and nothing happens', async (reason, code) => {
    const { id } = await registered()
    const path = `/v1/admin/accounts/${id}/lock`
    ;(await admin.call('POST', path, undefined, { 'pannier-reason': reason })).refusal(400, code)
    expect(await entries(`subject=account:${id}`)).toEqual([])
    expect((await admin.get(`/v1/admin/accounts/${id}`)).text).toContain('"lockedAt":null')
  })

  it('a reason may have two hundred characters of any script, and is optional where no table requires it', async () => {
    const reason = '😀'.repeat(200)
    const headers = { 'pannier-reason': encodeURIComponent(reason) }
    expect((await admin.call('POST', '/v1/admin/ops/sweep', undefined, headers)).status).toBe(200)
    expect((await entries())[0]).toMatchObject({ subject: 'system:sweep', reason })
    expect((await admin.call('POST', '/v1/admin/ops/sweep', undefined, { 'pannier-reason': '' })).status).toBe(200)
    expect((await entries())[0]).toMatchObject({ subject: 'system:sweep', reason: null })
  })

  it('a reason from a page of another origin passes CORS', async () => {
    const headers = { origin: 'https://console.test', 'access-control-request-method': 'POST' }
    const elsewhere = admin.through(isolate({ CORS_ORIGINS: 'https://console.test' }))
    const reply = await elsewhere.call('OPTIONS', '/v1/admin/ops/sweep', undefined, headers)
    expect(reply.headers.get('access-control-allow-headers')).toContain('Pannier-Reason')
  })
})

describe('while the record is down', () => {
  const fail = () => Promise.reject(new Error('D1_ERROR: down'))
  const statement = { run: fail, all: fail, raw: fail }
  const RECORD = { prepare: () => ({ ...statement, bind: () => statement }), batch: fail }
  const shipment = { carrier: 'SF', trackingNumber: '1' }

  it('an action takes effect, and its entry comes to the audit by the queue, in any order', async () => {
    const sent: unknown[] = []
    const id = await paidOrder()
    const down = admin.through(isolate({ RECORD, EVENTS: { send: async (body: unknown) => void sent.push(body) } }))
    expect((await down.call('POST', `/v1/admin/orders/${id}/ship`, shipment, because)).status).toBe(200)
    expect(sent).toHaveLength(2)
    expect(await entries(`subject=order:${id}`)).toEqual([])
    const [acks, retry] = [vi.fn(), vi.fn()]
    const messages = [...sent.toReversed(), ...sent].map((body) => ({ body, ack: acks, retry }))
    // The cast: the consumer uses nothing else of a batch.
    await handleBatch({ queue: 'pannier-events', messages } as unknown as MessageBatch, bindings)
    expect([acks.mock.calls.length, retry.mock.calls.length]).toEqual([4, 0])
    expect(await entries(`subject=order:${id}`)).toMatchObject([{ action: 'ship', outcome: 'done', reason: REASON }])
  })

  it('a message of the audit waits while the record is down', async () => {
    const sent: unknown[] = []
    const id = await paidOrder()
    const down = admin.through(isolate({ RECORD, EVENTS: { send: async (body: unknown) => void sent.push(body) } }))
    await down.call('POST', `/v1/admin/orders/${id}/ship`, shipment, because)
    const [ack, retry] = [vi.fn(), vi.fn()]
    const messages = sent.map((body) => ({ body, ack, retry }))
    // The casts: the stubs have only what the consumer uses.
    const env = { ...bindings, RECORD } as unknown as typeof bindings
    await handleBatch({ queue: 'pannier-events', messages } as unknown as MessageBatch, env)
    expect([ack.mock.calls.length, retry.mock.calls.length]).toEqual([0, 2])
  })

  it('an action is refused when neither the record nor the queue takes its entry', async () => {
    const id = await paidOrder()
    const down = admin.through(isolate({ RECORD, EVENTS: { send: fail } }))
    ;(await down.call('POST', `/v1/admin/orders/${id}/ship`, shipment)).refusal(503, 'unavailable')
    expect((await admin.get(`/v1/admin/orders/${id}`)).text).toContain('"status":"paid"')
  })
})
