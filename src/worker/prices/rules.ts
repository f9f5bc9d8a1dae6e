/**
 * The price rules as requests read them. Rules that apply to everybody are cached together under the catalogue's epoch,
 * coupons one by one. Invariant: an edit is visible in this isolate before it is answered, and everywhere within ten
 * seconds, even when L2 has lost data.
 */
import { ruleIn } from '../../contract/price-rule.ts'
import type { Coupon, Promotion, ShippingRate, Tax } from '../../domain/pricing/rules.ts'
import type { StoredRule } from '../../domain/pricing/stored.ts'
import { Memory } from '../../tiers/memory.ts'
import type { Tiers } from '../../tiers/open.ts'
import { type Defer, ReadThrough } from '../../tiers/read-through.ts'
import type { PriceRuleRecord } from '../../tiers/record/price-rules.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Cached } from '../catalogue/values.ts'

const MB = 1024 * 1024
const COUPON_TTL_MS = 4_000
/** Short, so that an old coupon that a slow reader puts into L2 after the edit was lost there soon expires. */
const COUPON_L2_SECONDS = 5
const ABSENT_TTL_MS = 2_000
const ACTIVE_TTL_MS = 30_000
/** Upper bound of the time until a direct write of another system to the record is visible here. */
const ACTIVE_L2_SECONDS = 60

/** The kinds that apply to everybody; coupons apply only to carts that have them. */
const PUBLIC_KINDS = ['promotion', 'shipping_rate', 'tax'] as const
/** Upper bound, because every price calculation reads all active rules. */
export const MAX_ACTIVE_RULES = 2_000

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
   * @param defaults identifies the configuration that the record's answers depend on; Redis keeps the answers of each
   * configuration apart
   * @param defer keeps cache fills running after the answer
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
      // The only key is the epoch: that of the answer, or an earlier one.
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

  /**
   * All active rules, including those outside their dates. Returns the same object without a promise when the isolate
   * has them. Throws TierError.
   */
  rules(): ActiveRules | Promise<ActiveRules> {
    const epoch = this.#catalogue.epoch()
    return epoch instanceof Promise ? epoch.then((known) => this.#rulesOf(known)) : this.#rulesOf(epoch)
  }

  /** Like {@link rules}, but reads no tier: undefined when the isolate does not have the rules. */
  held(): ActiveRules | undefined {
    const epoch = this.#catalogue.heldEpoch()
    const found = epoch === undefined ? undefined : this.#active.held(String(epoch))
    return found === undefined ? undefined : sortedIn(found)
  }

  #rulesOf(epoch: number): ActiveRules | Promise<ActiveRules> {
    const found = this.#active.get(String(epoch), this.#defer)
    return found instanceof Promise ? found.then(sortedIn) : sortedIn(found)
  }

  /** @param code in upper case, as stored. Throws TierError. */
  async coupon(code: string): Promise<Coupon | null> {
    return (await this.coupons([code])).get(code) ?? null
  }

  /** Returns those of the coupons that exist, active or not. Throws TierError. */
  async coupons(codes: readonly string[]): Promise<ReadonlyMap<string, Coupon>> {
    if (codes.length === 0) return new Map()
    const found = await this.#coupons.getMany(codes, this.#defer)
    return new Map([...found].filter(([, { isDeleted }]) => !isDeleted))
  }

  /**
   * Callers report each write to the record here: this isolate shows it at once, the others after the next read of L2.
   */
  async edited(rules: readonly StoredRule[]): Promise<void> {
    const coupons = rules.filter((rule): rule is StoredRule<'coupon'> => rule.kind === 'coupon')
    await Promise.all([
      this.#catalogue.edited([]),
      // Fails open: an L2 entry that misses this put expires within its TTL, and this isolate's memory has the new
      // version.
      coupons.length > 0 && this.#coupons.put(new Map(coupons.map((rule) => [rule.id, rule]))).catch(() => undefined),
    ])
  }

  stats() {
    return { prices: this.#active.stats(), coupons: this.#coupons.stats() }
  }
}

/** Number of rules that can still be activated. Throws TierError. */
export async function roomForRules(prices: Pick<PriceRules, 'rules'>): Promise<number> {
  const { promotions, shippingRates, taxes } = await prices.rules()
  return MAX_ACTIVE_RULES - promotions.length - shippingRates.length - taxes.length
}

/** Whether the edit adds an active rule. Coupons do not count, because they are read one by one. */
export function isOneMore(before: StoredRule | null, rule: StoredRule): boolean {
  const counts = (each: StoredRule | null) => each?.isActive === true && !each.isDeleted
  return rule.kind !== 'coupon' && counts(rule) && !counts(before)
}

const NONE: Active = []
/** Sorted rules by cached value, because carts are read more often than rules change. */
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
  // The cast: only rules of these kinds are stored under this key.
  return rules.includes(null) ? null : { version, value: rules as unknown as Active }
}

function parseCoupon(text: string): StoredRule<'coupon'> | null {
  const rule = ruleIn(jsonIn(text))
  return rule?.kind === 'coupon' ? rule : null
}

/** An empty object when the text is not JSON. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) ?? {}
  } catch {
    return {}
  }
}
