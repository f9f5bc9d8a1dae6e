// The amounts of documents. Invariants: net and tax of all rates sum to the total; the credit notes of an order never
// exceed its invoice at any rate; a complete refund, however it is divided, leaves zero at each rate.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type CreditContent,
  creditOf,
  invoiceOf,
  type Sale,
  type SaleLine,
} from '../../../src/domain/invoices/document.ts'
import { type QuoteLine, refundsOf } from '../../../src/domain/order/order.ts'
import { saleOf as saleOfOrder } from '../../../src/domain/order/sale.ts'
import { BEGIN, Paper, pay } from '../order/paper.ts'

const SELLER = { name: 'Tea House', address: ['1 Bund'], taxId: 'DE1' }

const saleLine: fc.Arbitrary<SaleLine> = fc
  .record({
    ratePpm: fc.constantFrom(null, 70_000, 190_000),
    gross: fc.nat(5_000),
    quantity: fc.integer({ min: 1, max: 5 }),
  })
  .map(({ ratePpm, gross, quantity }) => {
    const tax = ratePpm === null ? 0 : Math.round((gross * ratePpm) / (1_000_000 + ratePpm))
    return { sku: 's', title: 't', quantity, unitPrice: gross, discount: 0, ratePpm, tax, gross }
  })

const saleOf = (lines: readonly SaleLine[], shipping: SaleLine | null): Sale => ({
  ...{
    orderId: 'ord_1',
    orderNumber: 'n',
    currency: 'EUR',
    locale: null,
    paidAt: 0,
    buyer: null,
    refunds: [],
    known: {},
  },
  ...{ lines, shipping },
})

test('credit notes never exceed their invoice at any rate, and a complete refund leaves zero at each', () => {
  fc.assert(
    fc.property(
      fc.array(saleLine, { minLength: 1, maxLength: 6 }),
      fc.option(saleLine),
      fc.array(fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }), at: fc.nat(5), isNamed: fc.boolean() }), {
        maxLength: 6,
      }),
      (lines, shipping, refunds) => {
        const invoice = invoiceOf(saleOf(lines, shipping), SELLER)
        const all = [...lines, ...(shipping ? [shipping] : [])]
        expect(invoice.total).toBe(all.reduce((sum, { gross }) => sum + gross, 0))
        expect(invoice.tax).toBe(all.reduce((sum, { tax }) => sum + tax, 0))
        let left = invoice.total
        const credits: CreditContent[] = []
        const credit = (amount: number, named: readonly SaleLine[]) => {
          const note = creditOf(
            invoice,
            'INV',
            credits,
            { id: `ref_${credits.length}`, amount, at: 0, lines: named },
            SELLER,
          )
          expect(note.total).toBe(amount)
          expect(note.net + note.tax).toBe(amount)
          credits.push(note)
          left -= amount
          for (const { ratePpm, net, tax, gross } of invoice.rates) {
            const its = credits.flatMap(({ rates }) => rates.filter((rate) => rate.ratePpm === ratePpm))
            const sum = (of: (rate: (typeof its)[number]) => number) => its.reduce((total, rate) => total + of(rate), 0)
            expect(sum((rate) => rate.gross)).toBeLessThanOrEqual(gross)
            expect(sum((rate) => rate.tax)).toBeLessThanOrEqual(tax)
            for (const rate of its) expect(Math.min(rate.tax, rate.net)).toBeGreaterThanOrEqual(0)
            if (left === 0) expect([sum((rate) => rate.net), sum((rate) => rate.tax)]).toEqual([net, tax])
          }
        }
        for (const { share, at, isNamed } of refunds) {
          const line = lines[at % lines.length] as SaleLine
          const amount = isNamed ? Math.min(left, line.gross) : Math.floor(left * share)
          if (amount > 0) credit(amount, isNamed ? [line] : [])
        }
        credit(left, [])
      },
    ),
    { numRuns: 1_000 },
  )
})

test('a refund of lines has the tax of these lines', () => {
  const tea = {
    sku: 'tea',
    title: 'Tea',
    quantity: 1,
    unitPrice: 107,
    discount: 0,
    ratePpm: 70_000,
    tax: 7,
    gross: 107,
  }
  const cup = {
    sku: 'cup',
    title: 'Cup',
    quantity: 1,
    unitPrice: 119,
    discount: 0,
    ratePpm: 190_000,
    tax: 19,
    gross: 119,
  }
  const invoice = invoiceOf(saleOf([tea, cup], null), SELLER)
  const note = creditOf(invoice, 'INV-1', [], { id: 'ref_1', amount: 107, at: 0, lines: [tea] }, SELLER)
  expect(note.rates).toEqual([{ ratePpm: 70_000, net: 100, tax: 7, gross: 107 }])
  const rest = creditOf(invoice, 'INV-1', [note], { id: 'ref_2', amount: 119, at: 0, lines: [] }, SELLER)
  expect(rest.rates).toEqual([{ ratePpm: 190_000, net: 100, tax: 19, gross: 119 }])
})

test('credit notes of units that come back one by one name their amounts, at the rate of their line only', () => {
  const [tea, cup] = BEGIN.quote.lines as [QuoteLine, QuoteLine]
  const lines = [
    {
      ...tea,
      quantity: 3,
      lineTotal: 200,
      charged: 200,
      tax: { rule: 'a', ratePpm: 190_000, amount: 32, inclusive: true },
    },
    {
      ...cup,
      quantity: 1,
      lineTotal: 5_000,
      charged: 5_000,
      tax: { rule: 'b', ratePpm: 70_000, amount: 327, inclusive: true },
    },
  ] as QuoteLine[]
  const paper = new Paper()
  pay(paper, { ...BEGIN, quote: { ...BEGIN.quote, lines, totals: { ...BEGIN.quote.totals, total: 5_200 } } })
  for (const _ of [1, 2, 3]) paper.try({ type: 'edit', lines: [{ sku: 'tea', quantity: 1 }], reason: 'x', by: 'usr_1' })
  for (const [refundId] of refundsOf(paper.rows)) paper.try({ type: 'refund_done', refundId })
  const sale = saleOfOrder('ord_01J00000000000000000000000', paper.rows) as Sale
  const invoice = invoiceOf(sale, SELLER)
  const credits: CreditContent[] = []
  for (const refund of sale.refunds) credits.push(creditOf(invoice, 'INV-1', credits, refund, SELLER))
  const shown = credits.map(({ lines: [line], rates }) => [
    line?.gross,
    rates.map(({ ratePpm, gross }) => [ratePpm, gross]),
  ])
  expect(shown).toEqual([66, 67, 67].map((gross) => [gross, [[190_000, gross]]]))
})
