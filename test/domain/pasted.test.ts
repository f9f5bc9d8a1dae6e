// Pasted text. Invariants: unseen characters around it are removed, all others stay, and the cost is at most linear.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adminCatalogueRoutes } from '../../src/contract/http/admin-catalogue.ts'
import { adminOrderRoutes } from '../../src/contract/http/admin-orders.ts'
import { auditRoutes } from '../../src/contract/http/audit.ts'
import { catalogueRoutes } from '../../src/contract/http/catalogue.ts'
import { accountRoutes } from '../../src/contract/http/identity.ts'
import { orderRoutes } from '../../src/contract/http/orders.ts'
import { PRICE_RULE_ROUTES } from '../../src/contract/http/price-rules.ts'
import { codeOf, trimmed } from '../../src/domain/pasted.ts'

const UNSEEN = ['\u00a0', '\u3000', '\u200b', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u200e', '\t', '\r\n', ' ']

describe('pasted text', () => {
  it.each(UNSEEN)('%j is removed around a text', (space) => {
    expect(trimmed(`${space}${space}Lin Xiaoyu${space}`)).toBe('Lin Xiaoyu')
    expect(trimmed(space)).toBe('')
  })

  it('pasted text keeps every character between the first and the last visible one', () => {
    const around = fc.string({ unit: fc.constantFrom(...UNSEEN), maxLength: 5 })
    fc.assert(
      fc.property(around, fc.string(), around, (before, text, after) => {
        expect(trimmed(before + text + after)).toBe(trimmed(text))
        expect(trimmed(`${before}a${text}b${after}`)).toBe(`a${text}b`)
      }),
    )
  })

  it('a text with 200,000 spaces between two letters is trimmed in less time than a person notices', () => {
    const text = `a${' '.repeat(200_000)}b`
    const startedAt = performance.now()
    expect(trimmed(text)).toBe(text)
    expect(performance.now() - startedAt).toBeLessThan(500)
  })
})

describe('a code', () => {
  it.each([
    [' spring-10 ', 'SPRING-10'],
    ['\u00a0spring-10\u3000', 'SPRING-10'],
    ['SPRING\u200b-10\ufeff', 'SPRING-10'],
    ['ｓｐｒｉｎｇ－１０', 'SPRING-10'],
    ['spring\u201010', 'SPRING-10'],
    ['spring\u201110', 'SPRING-10'],
    ['spring\u201310', 'SPRING-10'],
    ['spring\u201410', 'SPRING-10'],
    ['spring\u221210', 'SPRING-10'],
    ['双十一', '双十一'],
    ['straße', 'STRASSE'],
  ])('%j is read as the code %s', (pasted, code) => {
    expect(codeOf(pasted)).toBe(code)
  })

  it('normalizing a code twice gives the same code', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => codeOf(codeOf(text)) === codeOf(text)))
    // A breve of its own is a space and a mark to NFKC, and the mark joins the letter before it.
    expect(codeOf('a˘')).toBe(codeOf(codeOf('a˘')))
    expect(codeOf('˘')).toBe('\u0306')
  })
})

const ORDER_ID = 'ord_01KAT0N0G0ABCDEFGHJKMNPQRS'
const ADDRESS = {
  ...{ name: 'Lin', line1: 'Chang’an 1', line2: 'Room 2', city: 'Beijing', region: 'Beijing' },
  ...{ postalCode: '100000', country: 'CN', phone: '+86 10' },
}
const around = (space: string, texts: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, space + text + space]))

describe('a pasted field', () => {
  it.each(UNSEEN)('%j around a field of a checkout is removed', (space) => {
    const { body } = orderRoutes.checkout
    const fields = { email: 'lin@example.com', note: 'Ring twice.', vatNumber: '123456789' }
    const addresses = { address: ADDRESS, billingAddress: ADDRESS }
    const pasted = { address: around(space, ADDRESS), billingAddress: around(space, ADDRESS), ...around(space, fields) }
    expect(body.parse(pasted)).toEqual(body.parse({ ...addresses, ...fields }))
  })

  it.each(UNSEEN)('%j around a field by which support finds or handles an order is removed', (space) => {
    const { get, list, search, ship, addNote, refund } = adminOrderRoutes
    const filters = { number: '261124-7K3M-9QXW', userId: 'usr_1', from: '2026-11-24', to: '2026-11-24T10:00:00Z' }
    const found = { ...filters, email: 'lin@example.com' }
    const shipped = { carrier: 'SF', trackingNumber: 'SF 1' }
    const userId = 'usr_01KAT0N0G0ABCDEFGHJKMNPQRS'
    expect(list.query.parse(around(space, filters))).toEqual(list.query.parse(filters))
    expect(search.body.parse(around(space, found))).toEqual(search.body.parse(found))
    expect(ship.body.parse(around(space, shipped))).toEqual(shipped)
    expect(addNote.body.parse(around(space, { text: 'Called.' }))).toEqual({ text: 'Called.' })
    expect(refund.body.parse(around(space, { reason: 'Broken' }))).toEqual({ reason: 'Broken' })
    for (const { params } of [get, ship, orderRoutes.get]) {
      expect(params.parse(around(space, { id: ORDER_ID }))).toEqual({ id: ORDER_ID })
    }
    expect(accountRoutes.erase.params.parse(around(space, { userId }))).toEqual({ userId })
  })

  it.each(UNSEEN)('%j around a field by which admins edit the catalogue or a rule is removed', (space) => {
    const { createProduct, createCategory } = adminCatalogueRoutes
    const price = { amount: 1, currency: 'CNY' }
    const lists = { images: ['/pictures/a.svg'] }
    const pasted = { images: [`${space}/pictures/a.svg${space}`] }
    const fields = { sku: 'tea', category: 'tea', status: 'active' }
    const product = createProduct.body.parse({ title: { en: 'Tea' }, price, ...fields, ...lists })
    expect(createProduct.body.parse({ title: { en: 'Tea' }, price, ...around(space, fields), ...pasted })).toEqual(
      product,
    )
    const category = { id: 'tea', parent: 'drinks' }
    expect(createCategory.body.parse({ name: { en: 'Tea' }, ...around(space, category) })).toEqual(
      createCategory.body.parse({ name: { en: 'Tea' }, ...category }),
    )
    const filters = { subject: 'product:tea', actor: 'usr_1' }
    expect(auditRoutes.list.query.parse(around(space, filters))).toMatchObject(filters)
    const rule = { id: 'half', effect: { type: 'percentage', percent: 50 } }
    const { create } = PRICE_RULE_ROUTES.promotion
    expect(create.body.parse({ ...rule, categories: [`${space}tea${space}`] })).toEqual(
      create.body.parse({ ...rule, categories: ['tea'] }),
    )
    const times = { startsAt: '2026-11-24T00:00:00Z', endsAt: '2026-11-25T00:00:00Z' }
    expect(create.body.parse({ ...rule, ...around(space, times) })).toEqual(create.body.parse({ ...rule, ...times }))
  })

  it.each(UNSEEN)('%j around a parameter of a search or a quote is removed', (space) => {
    const { list } = catalogueRoutes
    const searched = { query: 'tea', category: 'tea', locale: 'en' }
    expect(list.query.parse(around(space, searched))).toMatchObject(searched)
    const { body } = orderRoutes.quote
    expect(body.parse(around(space, { shippingOption: 'standard' }))).toEqual({ shippingOption: 'standard' })
  })
})
