// Prices computed by hand, or by others. Each example states its input, its result and the arithmetic.
import { describe, expect, test } from 'vitest'
import { price } from '../../../src/domain/pricing/price.ts'
import type { Adjustment, Priced, Pricing } from '../../../src/domain/pricing/priced.ts'
import { AMOUNTS } from './examples/amounts.ts'
import { BUY_GET } from './examples/buy-get.ts'
import { CONDITIONS } from './examples/conditions.ts'
import { type Example, itemsOf } from './examples/example.ts'
import { EXCLUSIVE } from './examples/exclusive.ts'
import { ORDER } from './examples/order.ts'
import { SHIPPING } from './examples/shipping.ts'
import { SHIPPING_OFF } from './examples/shipping-off.ts'
import { TAX_RULES } from './examples/tax-rules.ts'
import { TAXES } from './examples/taxes.ts'
import { THRESHOLDS } from './examples/thresholds.ts'
import { pricing } from './given.ts'

function given({ cart, to, now = 0, isFirstOrder = false, ...rules }: Example): Pricing {
  const [country, region = null] = to?.split('/') ?? []
  return pricing({
    items: itemsOf(cart),
    promotions: rules.promotions ?? [],
    coupons: rules.coupons ?? [],
    shippingRates: rules.rates ?? [],
    taxes: rules.taxes ?? [],
    destination: country ? { country, region } : null,
    shippingOption: rules.wanted ?? null,
    isFirstOrder,
    now,
  })
}

function offByRule({ lines, shipping }: Priced): { readonly [rule: string]: number } {
  const all: Adjustment[] = [...lines, ...(shipping ? [shipping] : [])].flatMap(({ adjustments }) => adjustments)
  const off: Record<string, number> = {}
  for (const { rule, amount } of all) off[rule] = (off[rule] ?? 0) + amount
  return off
}

function taxedBy({ lines, shipping }: Priced): { readonly [sku: string]: readonly [string, number] } {
  const taxes = [...lines.map(({ sku, tax }) => ({ sku, tax })), { sku: 'shipping', tax: shipping?.tax ?? null }]
  return Object.fromEntries(taxes.flatMap(({ sku, tax }) => (tax ? [[sku, [tax.rule, tax.amount]] as const] : [])))
}

const THEMES = {
  'the order of discounts': ORDER,
  'how much is taken off': AMOUNTS,
  'amounts off from a subtotal': THRESHOLDS,
  'buy some, get some': BUY_GET,
  'when a discount applies': CONDITIONS,
  'exclusive discounts': EXCLUSIVE,
  shipping: [...SHIPPING, ...SHIPPING_OFF],
  'how much tax': TAXES,
  'which tax': TAX_RULES,
}

describe.each(Object.entries(THEMES))('%s', (_theme, examples) => {
  test.each([...examples])('$what: $why', (example) => {
    const priced = price(given(example))
    const { lines, shippingOffers, refused, totals } = priced
    expect(totals).toEqual({
      subtotal: itemsOf(example.cart).reduce((sum, { unitPrice, quantity }) => sum + unitPrice * quantity, 0),
      discount: example.discount ?? 0,
      shipping: example.shipping ?? 0,
      tax: example.tax ?? 0,
      taxIncluded: example.included ?? 0,
      total: example.total,
    })
    expect(refused.map(({ code, reason }) => [code, reason])).toEqual(Object.entries(example.refused ?? {}))
    const { charged, off, offers, taxed } = example
    if (charged) expect(Object.fromEntries(lines.map((line) => [line.sku, line.charged]))).toEqual(charged)
    if (off) expect(offByRule(priced)).toEqual(off)
    if (offers) {
      expect(shippingOffers.map(({ option, amount }) => [option, amount])).toEqual(Object.entries(offers))
    }
    if (taxed) expect(taxedBy(priced)).toEqual(taxed)
  })
})
