/**
 * Invoices and credit notes from outside. Invariants: a paid order has one invoice and a refund one credit note; numbers
 * have no gaps; a document shows nothing to strangers, and keeps of an erased person only what tax law requires.
 */
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { invoiceListSchema, invoiceSchema } from '../../../src/contract/answers/invoices.ts'
import { productsForSale } from '../support/drive.ts'
import { ADDRESS, guestWith, ordered, orderIn, orderOf, paid, refusalIn } from '../support/orders.ts'
import { newAdmin, newGuest, newSupport, REASONED, type Shopper } from '../support/shopper.ts'
import { startWorker, type Worker } from '../support/worker.ts'

const vars = {
  SELLER_NAME: 'Tea & Pots <House>',
  SELLER_ADDRESS: '1 Bund | 200000 Shanghai',
  SELLER_TAX_ID: '91310000MA1K00000X',
  SELLER_TIME_ZONE: 'Asia/Shanghai',
  SELLER_NUMBERS_AFTER: `INV-${new Date().getUTCFullYear() + 1}-000041`,
}
const PERSON = { email: 'secret@example.com', note: 'ring twice', address: { ...ADDRESS, phone: '+86 138 0000 0000' } }

let worker: Worker
let admin: Shopper
let skus: readonly string[]
beforeAll(async () => {
  worker = await startWorker({ demo: true, vars })
  admin = await newAdmin(worker.url)
  skus = await productsForSale(worker.url)
})
afterAll(() => worker?.stop())

const bearer = ({ token }: Shopper, more: Record<string, string> = {}) => ({
  headers: { authorization: `Bearer ${token}`, ...more },
})
const own = (shopper: Shopper, id: string, query: Record<string, string> = {}) =>
  shopper.api.v1.orders[':id'].invoice.$get({ param: { id }, query })

async function paidOrder(fields: object = {}) {
  const guest = await guestWith(worker.url, { [skus[0] ?? '']: 2 })
  const order = await ordered(guest, fields)
  await paid(guest, order.id)
  return { guest, id: order.id, total: order.totals.total }
}

async function listed() {
  const answer = await admin.api.v1.admin.invoices.$get({ query: { limit: '100' } })
  return invoiceListSchema.parse(await answer.json()).items
}

/** The numbers of a kind, which must have no gap. */
function seriesOf(items: Awaited<ReturnType<typeof listed>>, kind: string): readonly number[] {
  const numbers = items.filter((item) => item.kind === kind).map(({ number }) => Number(number.slice(-6)))
  expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index))
  return numbers
}

it('a paid order has an invoice, as data and as a page in both languages, for its shopper and for operators only', async () => {
  const { guest, id, total } = await paidOrder(PERSON)
  const order = await vi.waitFor(async () => {
    const found = await orderOf(guest, id)
    expect(found.documents).toHaveLength(1)
    return found
  })
  const invoice = invoiceSchema.parse(await (await own(guest, id)).json())
  expect(invoice).toMatchObject({
    kind: 'invoice',
    orderNumber: order.number,
    total,
    number: order.documents[0]?.number,
  })
  expect(invoice.seller).toMatchObject({ name: vars.SELLER_NAME, address: ['1 Bund', '200000 Shanghai'] })
  expect(invoice.buyer).toMatchObject({ name: ADDRESS.name })
  expect(invoice.lines).toMatchObject([{ sku: skus[0], quantity: 2 }])
  const page = await own(guest, id, { format: 'html', locale: 'zh-CN' })
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  const text = await page.text()
  expect(text).toContain(`<h1>账单</h1><p>${invoice.number}</p>`)
  expect(text).toContain('Tea &amp; Pots &lt;House&gt;')
  for (const secret of [PERSON.email, PERSON.note, PERSON.address.phone]) expect(text).not.toContain(secret)
  const asked = await fetch(
    `${worker.url}/v1/admin/orders/${id}/invoice?locale=en`,
    bearer(admin, { accept: 'text/html' }),
  )
  expect(await asked.text()).toContain('<h1>Invoice</h1>')
  await refusalIn(own(await newGuest(worker.url), id), 404, 'not_found')
  await refusalIn(own(guest, id, { refundId: `ref_${'0'.repeat(26)}` }), 404, 'not_found')
  const support = await newSupport(worker.url)
  expect((await support.api.v1.admin.orders[':id'].invoice.$get({ param: { id }, query: {} })).status).toBe(200)
  await refusalIn(support.api.v1.admin.export.invoices.$get({ query: {} }), 403, 'forbidden')
}, 60_000)

it('an unpaid order has no invoice', async () => {
  const guest = await guestWith(worker.url, { [skus[0] ?? '']: 1 })
  const { id } = await ordered(guest)
  await refusalIn(own(guest, id), 404, 'not_found')
})

it('orders that are paid at once and refunded in parts have numbers without gaps, and the credit notes sum to the refunds', async () => {
  const orders = await Promise.all(Array.from({ length: 8 }, () => paidOrder()))
  await Promise.all(
    orders.slice(0, 4).map(async ({ guest, id, total }) => {
      const param = { id }
      const { refund, cancel } = admin.api.v1.admin.orders[':id']
      const part = { reason: 'late', amount: { ...total, amount: 101 } }
      await orderIn(refund.$post({ param, json: part }))
      await orderIn(cancel.$post({ param }, REASONED))
      await vi.waitFor(async () => expect((await orderOf(guest, id)).documents).toHaveLength(3), 15_000)
    }),
  )
  const items = await listed()
  expect(seriesOf(items, 'invoice').length).toBeGreaterThanOrEqual(8)
  expect(seriesOf(items, 'credit_note')).toHaveLength(8)
  for (const { id, total } of orders.slice(0, 4)) {
    const credits = items.filter(({ orderId, kind }) => orderId === id && kind === 'credit_note')
    expect(credits.reduce((sum, credit) => sum + credit.total.amount, 0)).toBe(total.amount)
  }
  const [{ guest, id } = await paidOrder()] = orders
  const refundId = (await orderOf(guest, id)).documents[1]?.refundId ?? ''
  const note = invoiceSchema.parse(await (await own(guest, id, { refundId })).json())
  expect(note).toMatchObject({ kind: 'credit_note', refundId, total: { amount: 101 } })
  expect(await (await own(guest, id, { refundId, format: 'html', locale: 'en' })).text()).toContain('Credit note')
}, 60_000)

it('bookkeeping gets every document of a month page by page, and a spreadsheet runs no formula of a buyer', async () => {
  const items = await listed()
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(Date.now())
  const rows: string[] = []
  let path: string | undefined = `/v1/admin/export/invoices?month=${day.slice(0, 7)}&limit=3`
  while (path !== undefined) {
    const page: Response = await fetch(worker.url + path, bearer(admin))
    const [, ...lines] = (await page.text()).trim().split('\n')
    rows.push(...lines)
    path = /<(.+)>/.exec(page.headers.get('link') ?? '')?.[1]
  }
  expect(new Set(rows.map((row) => row.split(',')[0]))).toEqual(new Set(items.map(({ number }) => number)))
  expect(rows.find((row) => row.startsWith('CN-'))).toMatch(/,CNY,[\d.]*,-\d+\.\d\d,(-?\d+\.\d\d),-\d+\.\d\d,CN,/)
  const other = await admin.api.v1.admin.invoices.$get({ query: { month: '2020-01' } })
  expect(invoiceListSchema.parse(await other.json()).items).toEqual([])
})

it('the ledger check reads the documents, and finds each in its place', async () => {
  const report = await vi.waitFor(async () => {
    const body = await (await admin.api.v1.admin.ops.reports.$post({ json: { kind: 'ledger' } })).json()
    if (!('findings' in body)) throw new Error(JSON.stringify(body))
    return body
  }, 30_000)
  // A numbering that does not answer counts as unanswered.
  expect(report).toMatchObject({ state: 'complete', findings: [], checked: { unanswered: 0 } })
})

it('a document of an erased person keeps name and billing address, and only operators read it', async () => {
  const { guest, id } = await paidOrder(PERSON)
  const erased = await guest.api.v1.me.$delete({ json: {} })
  expect(erased.status).toBeLessThan(300)
  await vi.waitFor(async () => {
    const order = await admin.api.v1.admin.orders[':id'].$get({ param: { id } })
    expect(await order.json()).toMatchObject({ userId: null, address: null })
  }, 15_000)
  const answer = await admin.api.v1.admin.orders[':id'].invoice.$get({ param: { id }, query: {} })
  const text = await answer.text()
  expect(invoiceSchema.parse(JSON.parse(text)).buyer).toMatchObject({ name: ADDRESS.name })
  for (const secret of [PERSON.email, PERSON.note, PERSON.address.phone]) expect(text).not.toContain(secret)
  expect(JSON.stringify(worker.logs)).not.toContain(ADDRESS.name)
}, 60_000)
