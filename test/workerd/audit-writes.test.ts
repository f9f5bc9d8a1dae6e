/** Every write of operators, sent once. Invariant: each leaves an entry in the audit, with its reason. */
import { beforeAll, describe, expect, it } from 'vitest'
import { accessOf } from '../../src/contract/access.ts'
import { DOCUMENTED } from '../../src/contract/openapi/documented.ts'
import { hexOf } from '../../src/domain/hex.ts'
import { newId } from '../../src/domain/id.ts'
import { IMAGES } from '../support/images.ts'
import { adminId, admitAdmin, callWithReason, entriesOf, orderToReturn, paidOrder, REASON } from './support/audit.ts'
import { type Client, Shopper } from './support/client.ts'
import { registered } from './support/person.ts'
import { record } from './support/shop.ts'
import { type Sample, webhookSamples } from './support/webhook-samples.ts'

let admin: Client

beforeAll(async () => {
  admin = await admitAdmin()
})

const entries = (query?: string) => entriesOf(admin, query)

const file = (text: string, type = 'text/csv') => [text, { 'content-type': type }] as const

const call = (method: string, path: string, body?: unknown, headers = {}) =>
  callWithReason(admin, method, path, body, headers)
const rule = { promotions: { id: 'p-1' }, coupons: { code: 'C-1' } } as const
const effect = { type: 'percentage', percent: 5 }
const newRate = { option: 'post', title: { en: 'Post' }, amount: { amount: 100, currency: 'CNY' }, estimatedDays: 2 }
const newTax = { title: { en: 'VAT' }, country: 'FR', ratePercent: 20, inclusive: true }
const RULES = {
  promotions: {
    make: { ...rule.promotions, effect },
    id: 'p-1',
    kind: 'promotion',
    file: 'id,type\np-2,free_shipping\n',
  },
  coupons: { make: { ...rule.coupons, effect }, id: 'C-1', kind: 'coupon', file: 'code,type\nC-2,free_shipping\n' },
  'shipping-rates': {
    make: { id: 's-1', ...newRate },
    id: 's-1',
    kind: 'shipping_rate',
    lines: { id: 's-2', ...newRate },
  },
  taxes: { make: { id: 't-1', ...newTax }, id: 't-1', kind: 'tax', lines: { id: 't-2', ...newTax } },
} as const

const webpDigest = hexOf(await crypto.subtle.digest('SHA-256', IMAGES.webp))
let order = ''
let person = ''
const onOrder = (act: string, body?: unknown) => async () => {
  order = await paidOrder()
  if (act.endsWith('deliver'))
    await call('POST', `/v1/admin/orders/${order}/ship`, { carrier: 'SF', trackingNumber: '1' })
  return call('POST', `/v1/admin/orders/${order}/${act}`, body)
}
const onReturn = (act: string, body: unknown) => async () => {
  const { id, returnId } = await orderToReturn(call)
  order = id
  if (act === 'receive') await call('POST', `/v1/admin/orders/${id}/returns/${returnId}/approve`, { sendTo: 'x' })
  return call('POST', `/v1/admin/orders/${id}/returns/${returnId}/${act}`, body)
}
const onPerson = (method: string, path: string, body?: unknown) => async () => {
  person = (await registered()).id
  return call(method, `/v1/admin/accounts/${person}${path}`, body)
}
const ofOrder = () => `order:${order}`
const ofPerson = () => `account:${person}`
const letter = async (id: string) => {
  await record.addDeadLetter({ id, kind: 'cart', aggregateId: 'gst_x', epoch: 1, version: 1, reason: 'a test', at: 1 })
}
const lastGuest = { id: '' }

/** A request that takes effect, for every write of operators, with the action and the subject of its entry. */
const SAMPLES: Readonly<Record<string, Sample>> = {
  'post /v1/admin/orders/:id/notes': [onOrder('notes', { text: 'Hello' }), 'note', ofOrder],
  'post /v1/admin/orders/:id/ship': [onOrder('ship', { carrier: 'SF', trackingNumber: '1' }), 'ship', ofOrder],
  'post /v1/admin/orders/:id/deliver': [onOrder('deliver'), 'deliver', ofOrder],
  'post /v1/admin/orders/:id/shipments/:shipment/deliver': [onOrder('shipments/1/deliver'), 'deliver', ofOrder],
  'post /v1/admin/orders/:id/returns/:returnId/approve': [onReturn('approve', { sendTo: 'x' }), 'approve', ofOrder],
  'post /v1/admin/orders/:id/returns/:returnId/refuse': [onReturn('refuse', { reason: 'x' }), 'refuse', ofOrder],
  'post /v1/admin/orders/:id/returns/:returnId/receive': [onReturn('receive', { restock: true }), 'receive', ofOrder],
  'post /v1/admin/orders/:id/cancel': [onOrder('cancel'), 'cancel', ofOrder],
  'post /v1/admin/orders/:id/edit': [
    onOrder('edit', { lines: [{ sku: 'tea', quantity: 1 }], reason: 'x' }),
    'edit',
    ofOrder,
  ],
  'post /v1/admin/orders/:id/refund': [onOrder('refund', { reason: 'Broken' }), 'refund', ofOrder],
  'put /v1/admin/stock/:sku': [() => call('PUT', '/v1/admin/stock/tea', { adjust: 2 }), 'adjust', () => 'stock:tea'],
  'patch /v1/admin/accounts/:userId': [onPerson('PATCH', '', { role: 'support' }), 'set_role', ofPerson],
  'delete /v1/admin/accounts/:userId': [onPerson('DELETE', ''), 'erase', ofPerson],
  'post /v1/admin/accounts/:userId/lock': [onPerson('POST', '/lock'), 'lock', ofPerson],
  'post /v1/admin/accounts/:userId/unlock': [onPerson('POST', '/unlock'), 'unlock', ofPerson],
  'post /v1/admin/accounts/:userId/export': [onPerson('POST', '/export'), 'export', ofPerson],
  'post /v1/admin/media': [
    () => call('POST', '/v1/admin/media', IMAGES.webp, { 'content-type': 'image/webp' }),
    'upload',
    () => `media:${webpDigest}-3x2.webp`,
  ],
  'post /v1/admin/products': [
    () =>
      call('POST', '/v1/admin/products', {
        ...{ sku: 'pot-1', title: { en: 'Pot' }, category: 'things', price: { amount: 1, currency: 'CNY' } },
      }),
    'create',
    () => 'product:pot-1',
  ],
  'patch /v1/admin/products/:sku': [
    () => call('PATCH', '/v1/admin/products/pot-1', { labels: ['new'] }, { 'if-match': '*' }),
    'edit',
    () => 'product:pot-1',
  ],
  'delete /v1/admin/products/:sku': [
    () => call('DELETE', '/v1/admin/products/pot-1', undefined, { 'if-match': '*' }),
    'delete',
    () => 'product:pot-1',
  ],
  'post /v1/admin/categories': [
    () => call('POST', '/v1/admin/categories', { id: 'pots', name: { en: 'Pots' } }),
    'create',
    () => 'category:pots',
  ],
  'patch /v1/admin/categories/:id': [
    () => call('PATCH', '/v1/admin/categories/pots', { rank: 9 }, { 'if-match': '*' }),
    'edit',
    () => 'category:pots',
  ],
  'delete /v1/admin/categories/:id': [
    () => call('DELETE', '/v1/admin/categories/pots', undefined, { 'if-match': '*' }),
    'delete',
    () => 'category:pots',
  ],
  ...Object.fromEntries(
    Object.entries(RULES).flatMap(([segment, { make, id, kind, ...files }]): [string, Sample][] => {
      const path = `/v1/admin/${segment}`
      const given = 'file' in files ? file(files.file) : file(JSON.stringify(files.lines), 'application/x-ndjson')
      const imported = 'file' in files ? (kind === 'coupon' ? 'C-2' : 'p-2') : files.lines.id
      const subject = () => `${kind}:${id}`
      return [
        [`post ${path}`, [() => call('POST', path, make), 'create', subject]],
        [
          `patch ${path}/:id`,
          [() => call('PATCH', `${path}/${id}`, { isActive: false }, { 'if-match': '*' }), 'edit', subject],
        ],
        [
          `delete ${path}/:id`,
          [() => call('DELETE', `${path}/${id}`, undefined, { 'if-match': '*' }), 'delete', subject],
        ],
        [
          `post /v1/admin/import/${segment}`,
          [() => call('POST', `/v1/admin/import/${segment}`, ...given), 'import', () => `${kind}:${imported}`],
        ],
      ]
    }),
  ),
  'post /v1/admin/import/products': [
    () => call('POST', '/v1/admin/import/products', ...file('id,title,price\npot-2,Pot,1\n')),
    'import',
    () => 'product:pot-2',
  ],
  'post /v1/admin/import/stock': [
    () => call('POST', '/v1/admin/import/stock', ...file('id,quantity\ntea,9000\n')),
    'import',
    () => 'system:stock',
  ],
  'post /v1/admin/import/shipments': [
    async () => {
      order = await paidOrder()
      return call('POST', '/v1/admin/import/shipments', ...file(`order,carrier,tracking_number\n${order},SF,1\n`))
    },
    'ship',
    ofOrder,
  ],
  'post /v1/admin/carts/:userId/drain': [
    async () => {
      const guest = await Shopper.guest()
      await guest.add('tea')
      lastGuest.id = guest.id
      return call('POST', `/v1/admin/carts/${guest.id}/drain`)
    },
    'drain',
    () => `cart:${lastGuest.id}`,
  ],
  'post /v1/admin/ops/dead-letters/:id/drain': [
    async () => {
      await letter('letter-1')
      return call('POST', '/v1/admin/ops/dead-letters/letter-1/drain')
    },
    'drain',
    () => 'dead_letter:letter-1',
  ],
  'delete /v1/admin/ops/dead-letters/:id': [
    async () => {
      await letter('letter-2')
      return call('DELETE', '/v1/admin/ops/dead-letters/letter-2')
    },
    'drop',
    () => 'dead_letter:letter-2',
  ],
  'post /v1/admin/ops/carts/:userId/adopt': [
    async () => {
      lastGuest.id = newId('gst', Date.now())
      const lists = { items: {} }
      const copy = {
        kind: 'cart',
        id: lastGuest.id,
        schema: 2,
        epoch: 5,
        version: 1,
        updatedAt: 1,
        state: 'live',
      } as const
      await record.putCopies('cart', [{ ...copy, seal: null, lists }])
      return call('POST', `/v1/admin/ops/carts/${lastGuest.id}/adopt`)
    },
    'adopt',
    () => `cart:${lastGuest.id}`,
  ],
  'post /v1/admin/ops/reports': [
    () => call('POST', '/v1/admin/ops/reports', { kind: 'ledger' }),
    'run',
    () => 'system:ledger',
  ],
  'post /v1/admin/ops/resend': [
    () => call('POST', '/v1/admin/ops/resend', { names: ['cart:gst_x'] }),
    'run',
    () => 'system:resend',
  ],
  'put /v1/admin/ops/canary': [
    () => call('PUT', '/v1/admin/ops/canary', { isRunning: false, share: 0 }, { 'if-match': '*' }),
    'edit',
    () => 'system:canary',
  ],
  'put /v1/admin/ops/policies/:class': [
    () => call('PUT', '/v1/admin/ops/policies/browsing', { mode: 'normal' }, { 'if-match': '*' }),
    'edit',
    () => 'system:policy_browsing',
  ],
  ...webhookSamples(call),
  'post /v1/admin/ops/sweep': [() => call('POST', '/v1/admin/ops/sweep'), 'run', () => 'system:sweep'],
}

/** The journey of manual payments checks their entries, because this deployment has the simulated provider only. */
const MANUAL = ['orders/:id/mark-paid', 'orders/:id/refunds/:refundId/mark-refunded']
/** Reads by POST, which leave no entry. */
const READS = ['orders/search', 'accounts/search', 'prices/calculate']

describe('every write of an operator', () => {
  it('the samples cover every write of operators', () => {
    const writes = DOCUMENTED.filter(({ method, path }) => method !== 'get' && path.startsWith('/v1/admin/'))
    const named = writes.map(({ method, path }) => `${method} ${path}`)
    const others = [...READS, ...MANUAL].map((path) => `post /v1/admin/${path}`)
    expect([...Object.keys(SAMPLES), ...others].sort()).toEqual(named.sort())
    for (const { method, path } of writes) expect(accessOf(method.toUpperCase(), path)).toContain('admin')
  })

  it.each(Object.entries(SAMPLES))(
    '%s leaves an entry with actor, subject and reason',
    async (_, [send, action, subject]) => {
      const reply = await send()
      expect(reply.status, reply.text).toBeLessThan(300)
      const [entry] = await entries(`subject=${encodeURIComponent(subject())}`)
      expect(entry).toMatchObject({
        actor: adminId,
        action,
        subject: subject(),
        reason: REASON,
        outcome: 'done',
        detail: null,
      })
    },
  )

  it('reads leave no entry', async () => {
    const before = (await entries()).length
    for (const path of READS) await call('POST', `/v1/admin/${path}`, {})
    for (const { path } of DOCUMENTED.filter((doc) => doc.method === 'get' && doc.path.startsWith('/v1/admin/'))) {
      await admin.get(path.replace(':sku', 'tea').replace(':userId', newId('usr', 1)).replace(':id', 'x'))
    }
    expect(await entries()).toHaveLength(before)
  })
})
