/**
 * Computes tax on lines and shipping after discounts; without a destination there is no tax. The tax of a rule is
 * rounded half up once, over all its lines, and split over them; tax on shipping is rounded separately. EU law leaves
 * the level of rounding to its members (Court of Justice, C-484/06 Ahold, C-302/07 Wetherspoon); US sellers choose item
 * or invoice, and half a cent is rounded up (Streamlined Sales and Use Tax Agreement, § 324).
 */
import { regionKey } from '../address/format.ts'
import type { Basket } from './basket.ts'
import { byCodeUnits, share, split, sum } from './money.ts'
import type { Pricing, TaxPart } from './priced.ts'
import type { Tax } from './rules.ts'

const ALL_PPM = 1_000_000

type Where = Pick<Pricing, 'taxes' | 'destination'>

/** Rules of one region or of the whole country. */
interface Level {
  readonly byCategory: ReadonlyMap<string, Tax>
  readonly general: Tax | null
}

/** The tax on each line and on shipping, with its rule; null where there is no tax. */
export interface Taxed {
  readonly lines: readonly (TaxPart | null)[]
  readonly shipping: TaxPart | null
}

/**
 * @param left the cost of each line after discounts
 * @param shipping the cost of shipping after discounts
 */
export function taxesOn(basket: Basket, left: readonly number[], shipping: number | null, where: Where): Taxed {
  const levels = levelsOf(where)
  const rules = basket.items.map(({ categories }) => ruleFor(categories, levels))
  const rule = shipping === null ? null : shippingRule(levels, rules)
  return {
    lines: lineParts(basket, left, rules),
    shipping: rule && shipping !== null ? partOf(rule, taxOf(rule, shipping)) : null,
  }
}

/** The region comes first, because its rules replace those of the country. */
function levelsOf({ taxes, destination }: Where): readonly Level[] {
  if (!destination) return []
  const { country, region } = destination
  const there = taxes.filter((tax) => tax.isActive && tax.country === country).sort((a, b) => byCodeUnits(a.id, b.id))
  const key = region === null ? null : regionKey(country, region)
  const regional = there.filter((tax) => tax.region !== null && regionKey(country, tax.region) === key)
  return [levelOf(regional), levelOf(there.filter((tax) => tax.region === null))]
}

/** @param taxes sorted by id; of rules for the same category the first one applies */
function levelOf(taxes: readonly Tax[]): Level {
  const byCategory = new Map<string, Tax>()
  for (const tax of taxes) {
    for (const category of tax.categories) if (!byCategory.has(category)) byCategory.set(category, tax)
  }
  return { byCategory, general: taxes.find(({ categories }) => categories.length === 0) ?? null }
}

/** The rule of the region wins over the country's, and the rule of the nearest category over the general one. */
function ruleFor(categories: readonly string[], levels: readonly Level[]): Tax | null {
  for (const { byCategory, general } of levels) {
    for (const category of categories) {
      const tax = byCategory.get(category)
      if (tax) return tax
    }
    if (general) return general
  }
  return null
}

/** The general rule if it applies to shipping, otherwise the highest rule of the lines that does. */
function shippingRule(levels: readonly Level[], used: readonly (Tax | null)[]): Tax | null {
  const general = ruleFor([], levels)
  if (general?.onShipping) return general
  let highest: Tax | null = null
  for (const tax of used) {
    if (!tax?.onShipping) continue
    if (!highest || (highest.ratePpm - tax.ratePpm || byCodeUnits(tax.id, highest.id)) < 0) highest = tax
  }
  return highest
}

function lineParts(
  { keys }: Basket,
  left: readonly number[],
  rules: readonly (Tax | null)[],
): readonly (TaxPart | null)[] {
  const parts: (TaxPart | null)[] = rules.map(() => null)
  const linesOf = new Map<Tax, number[]>()
  for (const [line, rule] of rules.entries()) {
    if (!rule) continue
    const lines = linesOf.get(rule)
    if (lines) lines.push(line)
    else linesOf.set(rule, [line])
  }
  for (const [rule, lines] of linesOf) {
    const costs = lines.map((line) => left[line] ?? 0)
    const amounts = split(
      taxOf(rule, sum(costs)),
      costs,
      lines.map((line) => keys[line] ?? ''),
    )
    for (const [at, line] of lines.entries()) parts[line] = partOf(rule, amounts[at] ?? 0)
  }
  return parts
}

/** Tax on top: cost × rate. Contained tax: gross × rate ÷ (1 + rate), for instance 119 × 19 ÷ 119. */
function taxOf({ ratePpm, inclusive }: Tax, cost: number): number {
  return share(cost, ratePpm, inclusive ? ALL_PPM + ratePpm : ALL_PPM)
}

function partOf({ id, ratePpm, inclusive }: Tax, amount: number): TaxPart {
  return { rule: id, ratePpm, amount, inclusive }
}
