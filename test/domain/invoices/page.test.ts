// The page of a document, its numbers and its days. Invariants: no text of a person or a product becomes markup; months
// are those of the seller's time zone.
import { expect, test } from 'vitest'
import { readConfig } from '../../../src/contract/config.ts'
import { invoiceOf } from '../../../src/domain/invoices/document.ts'
import { pageOf } from '../../../src/domain/invoices/page.ts'
import { dayIn, monthIn, numberOf, placeOf } from '../../../src/domain/invoices/series.ts'
import { INVOICE_TEXTS } from '../../../src/domain/invoices/texts.ts'
import { exportRows } from '../../../src/worker/orders/invoice-body.ts'
import { TEST_VARS } from '../../support/secrets.ts'

const HOSTILE = '<img src=x onerror=alert(1)>"\''
const SELLER = { name: HOSTILE, address: [HOSTILE], taxId: HOSTILE, email: HOSTILE, note: HOSTILE }
const buyer = {
  address: { name: HOSTILE, line1: HOSTILE, line2: HOSTILE, city: HOSTILE, region: HOSTILE, country: HOSTILE },
  vatNumber: HOSTILE,
}
const line = {
  sku: HOSTILE,
  title: HOSTILE,
  quantity: 2,
  unitPrice: 5_000,
  discount: 100,
  ratePpm: null,
  tax: 0,
  gross: 9_900,
}
const content = invoiceOf(
  {
    ...{
      orderId: 'ord_1',
      orderNumber: HOSTILE,
      currency: 'EUR',
      locale: 'en',
      paidAt: 0,
      refunds: [],
      known: {},
      buyer,
    },
    ...{ lines: [line], shipping: { ...line, title: '' } },
  },
  SELLER,
)
const document = { number: 'INV-2026-000001', issuedAt: Date.UTC(2026, 10, 30, 20), content, buyer }

test.each(['zh-CN', 'en', 'de'])('a page in %s escapes every text and has no script', (locale) => {
  const page = pageOf(document, locale, 'UTC', INVOICE_TEXTS)
  expect(page).not.toMatch(/<img|<script|onerror=alert\(1\)>/)
  expect(page).toContain(`lang="${locale === 'zh-CN' ? locale : 'en'}"`)
  expect(page).toContain('&lt;img src=x')
})

test('days and months are those of the time zone of the seller', () => {
  expect(dayIn('Asia/Shanghai', document.issuedAt)).toBe('2026-12-01')
  expect(monthIn('Asia/Shanghai', '2026-12')).toEqual([Date.UTC(2026, 10, 30, 16), Date.UTC(2026, 11, 31, 16)])
  expect(monthIn('America/New_York', '2026-11')).toEqual([Date.UTC(2026, 10, 1, 4), Date.UTC(2026, 11, 1, 5)])
  expect(monthIn('Europe/Berlin', '2026-12')[1]).toBe(Date.UTC(2026, 11, 31, 23))
})

test('a number names its place, and other texts none', () => {
  const place = { kind: 'credit_note', year: 2026, seq: 1_234_567 } as const
  expect(placeOf(numberOf(place))).toEqual(place)
  for (const text of ['INV-2026-000000', 'INV-26-000001', 'X-2026-000001', 'INV-2026-1'])
    expect(placeOf(text)).toBeNull()
})

test('a line of the export has amounts of one rate', () => {
  expect(exportRows(document, 'Asia/Shanghai')).toEqual([
    ['INV-2026-000001', 'invoice', '2026-12-01', HOSTILE, '', 'EUR', '', '198.00', '0.00', '198.00', HOSTILE, HOSTILE],
  ])
})

test('the seller is checked when the worker starts', () => {
  const read = (vars: Record<string, string>) => () => readConfig({ ...TEST_VARS, ...vars }).invoices
  const full = { SELLER_NAME: 'Tea House', SELLER_ADDRESS: '1 Bund|Shanghai', SELLER_TAX_ID: 'DE1' }
  expect(read({})()).toBeNull()
  expect(read(full)()?.seller).toEqual({ name: 'Tea House', address: ['1 Bund', 'Shanghai'], taxId: 'DE1' })
  expect(read({ ...full, SELLER_TAX_ID: '' })).toThrow('SELLER_TAX_ID is missing')
  expect(read({ ...full, SELLER_ADDRESS: ' | ' })).toThrow('SELLER_ADDRESS is missing')
  expect(read({ SELLER_TAX_ID: 'DE1' })).toThrow('SELLER_NAME is missing')
  expect(read({ ...full, SELLER_TIME_ZONE: 'Mars/North' })).toThrow('SELLER_TIME_ZONE is not a time zone')
  expect(read({ ...full, SELLER_NUMBERS_AFTER: '124' })).toThrow('SELLER_NUMBERS_AFTER is not a list of numbers')
  expect(read({ ...full, SELLER_NUMBERS_AFTER: 'INV-2026-000124' })()?.after).toEqual([
    { kind: 'invoice', year: 2026, seq: 124 },
  ])
})
