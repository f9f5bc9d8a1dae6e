/** A rule as the record holds it. Invariant: a deleted rule keeps its version, so that a re-created rule is newer. */
import type { PriceRule, RuleKind } from './rules.ts'

export type RuleOf<Kind extends RuleKind> = Extract<PriceRule, { readonly kind: Kind }>

export type StoredRule<Kind extends RuleKind = RuleKind> = RuleOf<Kind> & { readonly isDeleted: boolean }
