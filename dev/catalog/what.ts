/** The kinds of data that can be imported and exported, named by the last segment of their routes. */
import { RULE_FORMS } from '../../src/contract/http/price-rules.ts'
import { RULE_KINDS, type RuleKind } from '../../src/domain/pricing/rules.ts'

const kinds: ReadonlyMap<string, RuleKind> = new Map(RULE_KINDS.map((kind) => [RULE_FORMS[kind].segment, kind]))

export const IMPORT_KINDS: readonly string[] = ['products', 'stock', ...kinds.keys()]

/** Returns null for products and stock. */
export function ruleKindOf(what: string): RuleKind | null {
  return kinds.get(what) ?? null
}
