/**
 * Answers that are kept with a cart. Invariant: a kept answer is identical to the one that would be made now, after any
 * change of products, stock, price rules or time. Where no rule applies, totals equal those of pricing.
 */
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Line } from '../../../src/domain/cart/cart.ts'
import type { CartState } from '../../../src/domain/cart/state.ts'
import { priceLines } from '../../../src/domain/order/quote.ts'
import type { RuleKind } from '../../../src/domain/pricing/rules.ts'
import type { StoredRule } from '../../../src/domain/pricing/stored.ts'
import type { Product } from '../../../src/domain/product.ts'
import type { Tiers } from '../../../src/tiers/open.ts'
import { viewOfCart } from '../../../src/worker/cart/answer.ts'
import { Catalogue } from '../../../src/worker/catalogue/catalogue.ts'
import { localesFor } from '../../../src/worker/http/locales.ts'
import type { Ports } from '../../../src/worker/ports.ts'
import { plainPrice } from '../../../src/worker/prices/cart-price.ts'
import { PriceRules } from '../../../src/worker/prices/rules.ts'
import { rule } from '../../tiers/support/rule-samples.ts'

const HOUR_MS = 3600_000
const SKUS = ['tea', 'cup', 'pot'] as const
const NO_RULES = { promotions: [], shippingRates: [], taxes: [] }
const NOWHERE = { destination: null, shippingOption: null }

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: Date.UTC(2026, 10, 28) })
  // The memory of the isolate uses this clock.
  vi.spyOn(performance, 'now').mockImplementation(() => Date.now())
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

type Edit = { readonly sku: string } & Partial<Pick<Product, 'priceAmount' | 'onHand' | 'status' | 'title'>>

/** A shop with its record in memory; everything else is the shipped code. */
class Shop {
  readonly #products = new Map<string, Product>()
  readonly #rules = new Map<string, StoredRule>()
  readonly ports: Ports
  #epoch = 1

  constructor() {
    const record = {
      catalogueEpoch: async () => this.#epoch,
      listCategories: async () => [],
      getProducts: async (skus: readonly string[]) =>
        new Map([...this.#products].filter(([sku]) => skus.includes(sku))),
      activeRules: async (kinds: readonly RuleKind[]) =>
        [...this.#rules.values()].filter((each) => kinds.includes(each.kind) && each.isActive && !each.isDeleted),
      getRules: async () => new Map(),
    }
    // The casts: the code under test uses nothing else of the tiers and the ports.
    const tiers = { record, l2: null } as unknown as Tiers
    const defer = (work: Promise<unknown>) => void work.catch(() => undefined)
    const catalogue = new Catalogue(tiers, defer)
    const prices = new PriceRules({ ...tiers, defaults: '' }, catalogue, defer)
    const config = { CURRENCY: 'CNY', LOW_STOCK_UNITS: 5, LOCALES: ['zh-CN', 'en'] }
    this.ports = { catalogue, prices, config, log: () => {}, record } as unknown as Ports
    for (const sku of SKUS) this.#products.set(sku, productOf(sku))
  }

  /** @param isHere whether this isolate made the edit, and therefore knows it at once */
  async editProduct({ sku, ...fields }: Edit, isHere: boolean): Promise<void> {
    const before = this.#products.get(sku) ?? productOf(sku)
    // Stock changes without a new version of the product.
    const version = 'onHand' in fields ? before.version : before.version + 1
    const next = { ...before, ...fields, version }
    this.#products.set(sku, next)
    this.#epoch += 1
    if (isHere) await this.ports.catalogue.edited([next])
  }

  async editRule(next: StoredRule, isHere: boolean): Promise<void> {
    this.#rules.set(next.id, next)
    this.#epoch += 1
    if (isHere) await this.ports.prices.edited([next])
  }
}

function productOf(sku: string): Product {
  return {
    ...{ sku, title: { en: sku, 'zh-CN': `中${sku}` }, description: {}, category: 'tea', priceAmount: 1_000 },
    ...{ compareAtAmount: null, images: [], attributes: {}, labels: [], status: 'active', onHand: 10, held: 0 },
    ...{ weightGrams: 0, version: 1, createdAt: 0, updatedAt: 0 },
  }
}

function lineOf(sku: string, quantity: number, selected: boolean): Line {
  const times = { addedAt: 1, updatedAt: 1, rank: 1 }
  return {
    lineId: `${sku}~1`,
    quantity,
    selected,
    attributes: {},
    title: sku,
    price: 900,
    image: null,
    labels: [],
    ...times,
  }
}

function cartOf(lines: readonly (readonly [string, Line])[]): CartState {
  const common = {
    userId: 'usr_ann',
    epoch: 1,
    version: 3,
    coupons: [],
    hasOrdered: false,
    inCheckout: [],
    removed: [],
  }
  return { ...common, items: lines.slice(0, 2), saved: lines.slice(2), updatedAt: 5 }
}

const sku = fc.constantFrom(...SKUS)
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ sku, priceAmount: fc.integer({ min: 1, max: 5_000 }) }),
  fc.record({ sku, onHand: fc.integer({ min: 0, max: 8 }) }),
  fc.record({ sku, status: fc.constantFrom('active' as const, 'hidden' as const, 'deleted' as const) }),
  fc.record({ sku, title: fc.constantFrom({ en: 'A' }, { en: 'B', 'zh-CN': 'C' }) }),
)
const at = fc.option(fc.integer({ min: -2, max: 4 }))
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('read' as const), language: fc.constantFrom('en', 'zh-CN') }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('product' as const), edit, isHere: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      ...{ does: fc.constant('rule' as const), isHere: fc.boolean(), id: fc.constantFrom('a', 'b') },
      ...{ from: at, to: at, isActive: fc.boolean(), firstOrderOnly: fc.boolean() },
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('wait' as const), ms: fc.constantFrom(1, 1_500, 5_000, HOUR_MS) }),
  },
)

describe('a kept answer', () => {
  test('a kept answer equals a new one, after any edits of products and rules, and at any time', async () => {
    const lines = fc.tuple(
      ...SKUS.map((each) => fc.tuple(fc.integer({ min: 1, max: 9 }), fc.boolean(), fc.constant(each))),
    )
    await fc.assert(
      fc.asyncProperty(lines, fc.array(step, { minLength: 2, maxLength: 25 }), async (given, steps) => {
        const shop = new Shop()
        const cart = cartOf(
          given.map(([quantity, selected, each]) => [each, lineOf(each, quantity, selected)] as const),
        )
        let version = 1
        for (const next of steps) {
          if (next.does === 'wait') await vi.advanceTimersByTimeAsync(next.ms)
          else if (next.does === 'product') await shop.editProduct(next.edit, next.isHere)
          else if (next.does === 'rule') {
            const timeOf = (hours: number | null) => (hours === null ? null : Date.now() + hours * HOUR_MS)
            const made = rule('promotion', next.id, ++version, { isActive: next.isActive }) as StoredRule<'promotion'>
            const conditions = { ...made.conditions, startsAt: timeOf(next.from), endsAt: timeOf(next.to) }
            const { firstOrderOnly } = next
            await shop.editRule({ ...made, conditions: { ...conditions, firstOrderOnly } } as StoredRule, next.isHere)
          } else {
            const locales = localesFor(undefined, next.language, shop.ports.config.LOCALES)
            const kept = await viewOfCart(shop.ports, cart, locales, NOWHERE, 'request')
            const anew = await viewOfCart(shop.ports, structuredClone(cart), locales, NOWHERE, 'request')
            expect(kept).toEqual(anew)
            expect(kept.text).toBe(JSON.stringify(kept.body))
          }
        }
      }),
      { numRuns: 150 },
    )
  })

  test('a kept answer is the same object as long as nothing has changed', async () => {
    const shop = new Shop()
    const cart = cartOf([['tea', lineOf('tea', 1, true)]])
    const read = () => viewOfCart(shop.ports, cart, shop.ports.config.LOCALES, NOWHERE, 'request')
    const first = await read()
    expect(await read()).toBe(first)
    await shop.editProduct({ sku: 'tea', onHand: 0 }, true)
    expect((await read()).body.items).toMatchObject([{ availability: 'out_of_stock' }])
  })
})

test('sums without rules equal those of pricing', () => {
  const line = fc.tuple(
    sku,
    fc.integer({ min: 1, max: 999 }),
    fc.boolean(),
    fc.constantFrom('active' as const, 'hidden' as const),
  )
  fc.assert(
    fc.property(fc.uniqueArray(line, { selector: ([each]) => each }), (given) => {
      const items = given.map(([each, quantity, selected]) => [each, lineOf(each, quantity, selected)] as const)
      const products = new Map(given.map(([each, , , status]) => [each, { ...productOf(each), status }]))
      const chosen = items.filter(([each, { selected }]) => selected && products.get(each)?.status === 'active')
      const rules = { ...NO_RULES, coupons: [], isFirstOrder: false, now: 0 }
      const priced = priceLines(chosen, { ...rules, ...NOWHERE, products, categoriesOf: () => [] })
      expect(plainPrice({ items }, products, NO_RULES)?.totals).toEqual(priced.totals)
    }),
  )
})
