/**
 * The standard shipping rate, a rule like the others: it serves every country for the configured amount until an admin
 * changes, disables or deletes it. Invariant: other rates do not end it.
 */
import type { Config } from '../../contract/config.ts'
import type { RuleKind } from '../../domain/pricing/rules.ts'
import type { StoredRule } from '../../domain/pricing/stored.ts'
import type { Page } from '../../tiers/record/entries.ts'
import type { PriceRuleRecord, RulePage } from '../../tiers/record/price-rules.ts'

const KIND = 'shipping_rate'
export const STANDARD = 'standard'

/** Adds the standard rate to the record's rules, with version 0 until it is written for the first time. */
export function withStandardRate(
  record: PriceRuleRecord,
  config: Pick<Config, 'SHIPPING_AMOUNT' | 'SHIPPING_DAYS'>,
): PriceRuleRecord {
  const standard = standardRate(config)
  // The cast: called only where Kind is the kind of the standard rate.
  const as = <Kind extends RuleKind>() => standard as StoredRule as StoredRule<Kind>
  const isWritten = async () => (await record.getRule(KIND, STANDARD)) !== null

  async function listRules<Kind extends RuleKind>(kind: Kind, page: RulePage): Promise<Page<StoredRule<Kind>>> {
    const { limit, after } = page
    const shows = kind === KIND && after === undefined && !(await isWritten())
    if (!shows) return record.listRules(kind, page)
    // The standard rate precedes the first page. Even a page of one reads one row of the record, to get the next
    // cursor.
    const { items, next } = await record.listRules(kind, { limit: Math.max(1, limit - 1) })
    return { items: [as<Kind>(), ...items], next }
  }

  return {
    listRules,
    writeRules: (kind, writes) => record.writeRules(kind, writes),
    async getRule(kind, id) {
      return (await record.getRule(kind, id)) ?? (kind === KIND && id === STANDARD ? as() : null)
    },
    async getRules(kind, ids) {
      const found = await record.getRules(kind, ids)
      if (kind !== KIND || !ids.includes(STANDARD) || found.has(STANDARD)) return found
      return new Map([...found, [STANDARD, as()]])
    },
    async activeRules(kinds) {
      const asked = kinds.some((kind) => kind === KIND)
      const [active, written] = await Promise.all([record.activeRules(kinds), asked ? isWritten() : true])
      return written ? active : [...active, as()]
    },
  }
}

/** A key of the configuration on which the answers of {@link withStandardRate} depend. */
export const standardRateKey = ({ SHIPPING_AMOUNT, SHIPPING_DAYS }: Parameters<typeof withStandardRate>[1]): string =>
  `${SHIPPING_AMOUNT}-${SHIPPING_DAYS}`

function standardRate({
  SHIPPING_AMOUNT,
  SHIPPING_DAYS,
}: Parameters<typeof withStandardRate>[1]): StoredRule<'shipping_rate'> {
  return {
    kind: KIND,
    id: STANDARD,
    option: STANDARD,
    title: { 'zh-CN': '标准配送', en: 'Standard' },
    description: {},
    isActive: true,
    isDeleted: false,
    countries: [],
    minSubtotal: 0,
    maxSubtotal: null,
    minWeightGrams: 0,
    maxWeightGrams: null,
    amount: SHIPPING_AMOUNT,
    estimatedDays: SHIPPING_DAYS,
    version: 0,
    createdAt: 0,
    updatedAt: 0,
  }
}
