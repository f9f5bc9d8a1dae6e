/**
 * The rules of prices as requests read them, in several isolates over one record: with L2, without L2, and with an L2
 * that loses edits. Invariant: an answered edit is seen at once in its isolate, and everywhere within ten seconds, even
 * if another reader had loaded the old state.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RuleKind } from '../../../src/domain/pricing/rules.ts'
import type { StoredRule } from '../../../src/domain/pricing/stored.ts'
import type { ValueCache, ValueWrite } from '../../../src/tiers/l2.ts'
import type { Tiers } from '../../../src/tiers/open.ts'
import { Catalogue } from '../../../src/worker/catalogue/catalogue.ts'
import { PriceRules } from '../../../src/worker/prices/rules.ts'
import { standardRateKey, withStandardRate } from '../../../src/worker/prices/standard-rate.ts'
import { rule } from '../../tiers/support/rule-samples.ts'

const WITHIN_MS = 10_000

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
  // The memory of the isolates uses this clock.
  vi.spyOn(performance, 'now').mockImplementation(() => Date.now())
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

class Shop {
  readonly #held = new Map<string, StoredRule>()
  readonly #l2: ValueCache | null
  #epoch = 0
  /** Every read of the record waits for this promise. */
  gate: Promise<void> = Promise.resolve()
  loads = 0

  constructor(l2: ValueCache | null) {
    this.#l2 = l2
  }

  isolate(shippingAmount = 0): PriceRules {
    const config = { SHIPPING_AMOUNT: shippingAmount, SHIPPING_DAYS: 3 }
    const record = {
      catalogueEpoch: async () => this.#epoch,
      getProducts: async () => new Map(),
      activeRules: (kinds: readonly RuleKind[]) =>
        this.#read((each) => kinds.includes(each.kind) && each.isActive && !each.isDeleted),
      getRules: async (kind: RuleKind, ids: readonly string[]) => {
        const found = await this.#read((each) => each.kind === kind && ids.includes(each.id))
        return new Map(found.map((each) => [each.id, each]))
      },
      getRule: async (kind: RuleKind, id: string) => this.#held.get(`${kind}:${id}`) ?? null,
    }
    // The cast: the code under test uses nothing else of the tiers.
    const tiers = { record, l2: this.#l2 } as unknown as Tiers
    const defer = (work: Promise<unknown>) => void work.catch(() => undefined)
    const rules = { l2: tiers.l2, record: withStandardRate(tiers.record, config), defaults: standardRateKey(config) }
    return new PriceRules(rules, new Catalogue(tiers, defer), defer)
  }

  async edit(by: PriceRules, next: StoredRule): Promise<void> {
    this.#held.set(`${next.kind}:${next.id}`, next)
    this.#epoch += 1
    await by.edited([next])
  }

  async #read(isWanted: (each: StoredRule) => boolean): Promise<StoredRule[]> {
    this.loads += 1
    const found = [...this.#held.values()].filter(isWanted)
    await this.gate
    return found
  }
}

/** Prices are never computed by rules past their time to live. */
async function neverOld(): Promise<never> {
  throw new Error('old values were read')
}

function l2Of(loses: boolean): ValueCache {
  const held = new Map<string, ValueWrite & { readonly until: number }>()
  return {
    async getValues(keys) {
      return keys.map((key) => {
        const found = held.get(key)
        return found && found.until > Date.now() ? found : null
      })
    },
    getOldValues: neverOld,
    async putValues(writes) {
      for (const write of writes) {
        const standing = held.get(write.key)
        // A losing L2 drops the second version of every value, and takes values that come late.
        if (loses && write.version === 2) continue
        if (standing && standing.until > Date.now() && standing.version > write.version) continue
        held.set(write.key, { ...write, until: Date.now() + 1_000 * write.ttlSeconds })
      }
    },
  }
}

describe.each([
  ['with L2', () => l2Of(false)],
  ['without L2', () => null],
  ['with an L2 that loses edits', () => l2Of(true)],
])('%s', (_, open) => {
  const codes = async (isolate: PriceRules) => {
    const found = await isolate.coupons(['SPRING', 'NONE'])
    return [...found].map(([code, { version, isActive }]) => `${code} ${version} ${isActive}`)
  }
  const taxes = async (isolate: PriceRules) =>
    (await isolate.rules()).taxes.map(({ id, version }) => `${id} ${version}`)

  it('the standard rate has its isolate’s configured amount, even if other isolates put another into Redis', async () => {
    const shop = new Shop(open())
    const amounts = async (isolate: PriceRules) => (await isolate.rules()).shippingRates.map(({ amount }) => amount)
    const [before, after] = [shop.isolate(0), shop.isolate(1_200)]
    expect(await amounts(before)).toEqual([0])
    expect(await amounts(after)).toEqual([1_200])
    expect(await amounts(shop.isolate(0))).toEqual([0])
  })

  it('everybody sees when a rule for everybody is made, edited, stopped and deleted', async () => {
    const shop = new Shop(open())
    const [here, there] = [shop.isolate(), shop.isolate()]
    const steps: [StoredRule, string[]][] = [
      [rule('tax', 'vat', 1), ['vat 1']],
      [rule('tax', 'vat', 2), ['vat 2']],
      [rule('tax', 'vat', 3, { isActive: false }), []],
      [rule('tax', 'vat', 4), ['vat 4']],
      [rule('tax', 'vat', 5, { isDeleted: true }), []],
    ]
    let before: string[] = []
    for (const [next, seen] of steps) {
      for (const isolate of [here, there]) expect(await taxes(isolate)).toEqual(before)
      await shop.edit(here, next)
      expect(await taxes(here)).toEqual(seen)
      await vi.advanceTimersByTimeAsync(WITHIN_MS)
      expect(await taxes(there)).toEqual(seen)
      before = seen
    }
  })

  it('everybody sees when a coupon is made, edited and deleted', async () => {
    const shop = new Shop(open())
    const [here, there] = [shop.isolate(), shop.isolate()]
    const steps: [StoredRule, string[]][] = [
      [rule('coupon', 'SPRING', 1), ['SPRING 1 true']],
      [rule('coupon', 'SPRING', 2, { isActive: false }), ['SPRING 2 false']],
      [rule('coupon', 'SPRING', 3, { isDeleted: true }), []],
      [rule('coupon', 'SPRING', 4), ['SPRING 4 true']],
    ]
    let before: string[] = []
    for (const [next, seen] of steps) {
      for (const isolate of [here, there]) expect(await codes(isolate)).toEqual(before)
      await shop.edit(here, next)
      expect(await codes(here)).toEqual(seen)
      await vi.advanceTimersByTimeAsync(WITHIN_MS)
      expect(await codes(there)).toEqual(seen)
      before = seen
    }
  })

  it('a reader that had loaded the old state does not bring it back', async () => {
    const shop = new Shop(open())
    const [here, there] = [shop.isolate(), shop.isolate()]
    await shop.edit(here, rule('coupon', 'SPRING', 1))
    let release = () => {}
    shop.gate = new Promise((resolve) => {
      release = resolve
    })
    const slow = [codes(there), taxes(there)]
    await vi.advanceTimersByTimeAsync(100)
    await shop.edit(here, rule('coupon', 'SPRING', 2))
    await shop.edit(here, rule('tax', 'vat', 1))
    await vi.advanceTimersByTimeAsync(2_900)
    release()
    await Promise.all(slow)
    expect(await codes(here)).toEqual(['SPRING 2 true'])
    expect(await taxes(here)).toEqual(['vat 1'])
    await vi.advanceTimersByTimeAsync(WITHIN_MS - 2_900)
    for (const isolate of [here, there, shop.isolate()]) {
      expect(await codes(isolate)).toEqual(['SPRING 2 true'])
      expect(await taxes(isolate)).toEqual(['vat 1'])
    }
  })

  it('the record is not read again for rules that were read already', async () => {
    const shop = new Shop(open())
    const here = shop.isolate()
    await shop.edit(here, rule('tax', 'vat', 1))
    for (let n = 0; n < 5; n++) {
      expect(await taxes(here)).toEqual(['vat 1'])
      expect(await codes(here)).toEqual([])
    }
    expect(shop.loads).toBe(2)
  })
})

it('an L2 value that cannot be read is a miss', async () => {
  const junk: ValueCache = {
    getValues: async (keys) => keys.map(() => ({ version: 1, value: '{"version":1,"value":[{"kind":"tax"}]}' })),
    getOldValues: neverOld,
    putValues: async () => {},
  }
  const shop = new Shop(junk)
  const here = shop.isolate()
  await shop.edit(here, rule('tax', 'vat', 1))
  await shop.edit(here, rule('coupon', 'SPRING', 1))
  const there = shop.isolate()
  expect((await there.rules()).taxes).toHaveLength(1)
  expect((await there.coupon('SPRING'))?.version).toBe(1)
})
