/**
 * The rules of prices as requests read them. Those that hold for everybody are cached together under the catalogue's
 * epoch, coupons one by one. Invariant: an edit that was answered is seen here at once, and everywhere within ten
 * seconds, whatever L2 has lost.
 */
import { ruleIn } from '../../contract/price-rule.ts'
import type { Coupon, Promotion, ShippingRate, Tax } from '../../domain/pricing/rules.ts'
import type { StoredRule } from '../../domain/pricing/stored.ts'
import { Memory } from '../../tiers/memory.ts'
import type { Tiers } from '../../tiers/open.ts'
import { type Defer, ReadThrough } from '../../tiers/read-through.ts'
import type { PriceRuleRecord } from '../../tiers/record/price-rules.ts'
import type { Catalogue } from '../catalogue.ts'
import type { Cached } from '../catalogue-values.ts'

const MB = 1024 * 1024
const COUPON_TTL_MS = 4_000
/** What a slow reader puts there over an edit that L2 has lost is gone soon. */
const COUPON_L2_SECONDS = 5
const ABSENT_TTL_MS = 2_000
const ACTIVE_TTL_MS = 30_000
/** What other systems write into the record is seen after this time at the latest. */
const ACTIVE_L2_SECONDS = 60

/** For everybody, unless they are coupons. */
const PUBLIC_KINDS = ['promotion', 'shipping_rate', 'tax'] as const
/** All of them are read for every price. */
export const MOST_ACTIVE_RULES = 2_000

export interface ActiveRules {
  readonly promotions: readonly Promotion[]
  readonly shippingRates: readonly ShippingRate[]
  readonly taxes: readonly Tax[]
}

type Active = readonly StoredRule<(typeof PUBLIC_KINDS)[number]>[]

export class PriceRules {
  readonly #active: ReadThrough<Cached<Active>>
  readonly #coupons: ReadThrough<StoredRule<'coupon'>>
  readonly #catalogue: Pick<Catalogue, 'epoch' | 'heldEpoch' | 'edited'>
  readonly #defer: Defer

  /**
   * @param defaults names the configuration that the record's answers depend on: Redis keeps each one's answers apart
   * @param defer keeps fills going behind the answer
   */
  constructor(
    { l2, record, defaults }: { readonly l2: Tiers['l2']; readonly record: PriceRuleRecord; readonly defaults: string },
    catalogue: Pick<Catalogue, 'epoch' | 'heldEpoch' | 'edited'>,
    defer: Defer,
  ) {
    const common = { l2, absentTtlMs: ABSENT_TTL_MS }
    this.#catalogue = catalogue
    this.#defer = defer
    this.#active = new ReadThrough({
      ...common,
      memory: new Memory<Cached<Active>>({ maxBytes: 16 * MB, random: Math.random }),
      // One key: the epoch, which is that of the answer or of one before it.
      load: async ([epoch = '']) => new Map([[epoch, { version: 1, value: await record.activeRules(PUBLIC_KINDS) }]]),
      l2Key: (epoch) => `prices:${defaults}:${epoch}`,
      parse: parseActive,
      memoryTtlMs: ACTIVE_TTL_MS,
      l2TtlSeconds: ACTIVE_L2_SECONDS,
    })
    this.#coupons = new ReadThrough({
      ...common,
      memory: new Memory<StoredRule<'coupon'>>({ maxBytes: 2 * MB, random: Math.random }),
      load: (codes) => record.getRules('coupon', codes),
      l2Key: (code) => `coupon:${code}`,
      parse: parseCoupon,
      memoryTtlMs: COUPON_TTL_MS,
      l2TtlSeconds: COUPON_L2_SECONDS,
    })
  }

  /** All that are active, whatever their times say; at once, and the same object, when the isolate has them. Throws TierError. */
  rules(): ActiveRules | Promise<ActiveRules> {
    const epoch = this.#catalogue.epoch()
    return epoch instanceof Promise ? epoch.then((known) => this.#rulesOf(known)) : this.#rulesOf(epoch)
  }

  /** As {@link rules}, but reads nothing: undefined when the isolate does not have them. */
  held(): ActiveRules | undefined {
    const epoch = this.#catalogue.heldEpoch()
    const found = epoch === undefined ? undefined : this.#active.held(String(epoch))
    return found === undefined ? undefined : sortedIn(found)
  }

  #rulesOf(epoch: number): ActiveRules | Promise<ActiveRules> {
    const found = this.#active.get(String(epoch), this.#defer)
    return found instanceof Promise ? found.then(sortedIn) : sortedIn(found)
  }

  /** @param code in capitals, as they are kept. Throws TierError. */
  async coupon(code: string): Promise<Coupon | null> {
    return (await this.coupons([code])).get(code) ?? null
  }

  /** Whatever exists of these codes, active or not. Throws TierError. */
  async coupons(codes: readonly string[]): Promise<ReadonlyMap<string, Coupon>> {
    if (codes.length === 0) return new Map()
    const found = await this.#coupons.getMany(codes, this.#defer)
    return new Map([...found].filter(([, { isDeleted }]) => !isDeleted))
  }

  /** To be told of what was written to the record: this isolate knows it at once, the others by L2. */
  async edited(rules: readonly StoredRule[]): Promise<void> {
    const coupons = rules.filter((rule): rule is StoredRule<'coupon'> => rule.kind === 'coupon')
    await Promise.all([
      this.#catalogue.edited([]),
      // Fails open: what L2 does not take it forgets within its own time. Memory has it in any case.
      coupons.length > 0 && this.#coupons.put(new Map(coupons.map((rule) => [rule.id, rule]))).catch(() => undefined),
    ])
  }

  stats() {
    return { prices: this.#active.stats(), coupons: this.#coupons.stats() }
  }
}

/** How many more rules than now can be active. Throws TierError. */
export async function roomForRules(prices: Pick<PriceRules, 'rules'>): Promise<number> {
  const { promotions, shippingRates, taxes } = await prices.rules()
  return MOST_ACTIVE_RULES - promotions.length - shippingRates.length - taxes.length
}

/** Whether the edit makes one more rule active than before: coupons are read one by one, and count for none. */
export function isOneMore(before: StoredRule | null, rule: StoredRule): boolean {
  const counts = (each: StoredRule | null) => each?.isActive === true && !each.isDeleted
  return rule.kind !== 'coupon' && counts(rule) && !counts(before)
}

const NONE: Active = []
/** As they are cached: carts are read more often than rules change. */
const sorted = new WeakMap<Active, ActiveRules>()

function sortedIn(cached: Cached<Active> | null): ActiveRules {
  const all = cached?.value ?? NONE
  const known = sorted.get(all) ?? byKind(all)
  sorted.set(all, known)
  return known
}

function byKind(all: Active): ActiveRules {
  const of = <Kind extends Active[number]['kind']>(kind: Kind) =>
    all.filter((rule): rule is StoredRule<Kind> & Active[number] => rule.kind === kind)
  return { promotions: of('promotion'), shippingRates: of('shipping_rate'), taxes: of('tax') }
}

function parseActive(text: string): Cached<Active> | null {
  const { version, value } = jsonIn(text) as { readonly version?: unknown; readonly value?: unknown }
  if (typeof version !== 'number' || !Array.isArray(value)) return null
  const rules = value.map(ruleIn)
  // The cast: only such rules are put there.
  return rules.includes(null) ? null : { version, value: rules as unknown as Active }
}

function parseCoupon(text: string): StoredRule<'coupon'> | null {
  const rule = ruleIn(jsonIn(text))
  return rule?.kind === 'coupon' ? rule : null
}

/** An empty object for what is no JSON. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) ?? {}
  } catch {
    return {}
  }
}
