/** The record's operations on price rules, and the conversion between rules and rows, shared by both adapters. */
import { and, asc, eq, inArray } from 'drizzle-orm'
import { ruleIn } from '../../contract/price-rule.ts'
import type { AuditEntry } from '../../domain/audit.ts'
import type { RuleKind } from '../../domain/pricing/rules.ts'
import type { StoredRule } from '../../domain/pricing/stored.ts'
import { behindKey, toPage } from './cursor.ts'
import type { Database } from './database.ts'
import type { Page } from './entries.ts'
import { parse } from './rows.ts'

/** The new state of a rule, or its deletion: written if the record's version is exactly one lower (0: no rule). */
export interface RuleWrite<Kind extends RuleKind = RuleKind> {
  readonly rule: StoredRule<Kind>
  readonly audit: AuditEntry
}

/** A rule that an outside edit left unreadable counts as absent; it is never overwritten. */
export interface PriceRuleRecord {
  /** Returns deleted rules too, because the next version is computed from theirs. */
  getRule<Kind extends RuleKind>(kind: Kind, id: string): Promise<StoredRule<Kind> | null>
  /** Returns deleted rules too, by id. */
  getRules<Kind extends RuleKind>(kind: Kind, ids: readonly string[]): Promise<ReadonlyMap<string, StoredRule<Kind>>>
  /** Rules that are not deleted, in order of id, compared by byte; stable under paging. */
  listRules<Kind extends RuleKind>(kind: Kind, page: RulePage): Promise<Page<StoredRule<Kind>>>
  /** All active rules of these kinds. */
  activeRules<Kind extends RuleKind>(kinds: readonly Kind[]): Promise<readonly StoredRule<Kind>[]>
  /**
   * Writes each rule whose version in the record is exactly one lower, with its audit entry, and leaves the others as
   * they are; raises the catalogue's epoch if a rule was written. All in one transaction.
   * @returns the ids that were written
   */
  writeRules<Kind extends RuleKind>(kind: Kind, writes: readonly RuleWrite<Kind>[]): Promise<ReadonlySet<string>>
}

export interface RulePage {
  readonly limit: number
  /** `next` of the page before. */
  readonly after?: string | undefined
}

export interface RuleRow {
  readonly kind: RuleKind
  readonly id: string
  readonly version: number
  readonly isActive: number
  readonly isDeleted: number
  readonly body: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly edit: string
}

/** Reads of price rules, over either database. */
export function ruleReads({ tables, ...database }: Database): Omit<PriceRuleRecord, 'writeRules'> {
  const { priceRules } = tables
  const { kind: kindOf, id: idOf, isActive, isDeleted } = priceRules
  const getRules: PriceRuleRecord['getRules'] = async (kind, ids) => {
    if (ids.length === 0) return new Map()
    const where = and(eq(kindOf, kind), database.isOneOf(idOf, ids))
    return rulesById(await database.rows(priceRules, { where }))
  }
  return {
    getRules,
    async getRule(kind, id) {
      return (await getRules(kind, [id])).get(id) ?? null
    },
    async listRules(kind, { limit, after }) {
      const where = and(eq(kindOf, kind), eq(isDeleted, 0), behindKey(idOf, after, kind))
      const found = await database.rows(priceRules, { where, orderBy: [asc(idOf)], limit: limit + 1 })
      const page = toPage(
        found,
        limit,
        ({ id }) => [0, id],
        (row) => row,
        kind,
      )
      return { ...page, items: rulesIn(page.items) }
    },
    async activeRules(kinds) {
      const where = and(inArray(kindOf, [...kinds]), eq(isActive, 1), eq(isDeleted, 0))
      return rulesIn(await database.rows(priceRules, { where }))
    },
  }
}

export function ruleToRow(rule: StoredRule, edit: string): RuleRow {
  const { kind, id, version, isActive, isDeleted, createdAt, updatedAt, ...body } = rule
  return {
    ...{ kind, id, version, createdAt, updatedAt, edit },
    isActive: Number(isActive),
    isDeleted: Number(isDeleted),
    body: JSON.stringify(body),
  }
}

/** @param rows rows of these kinds */
function rulesIn<Kind extends RuleKind>(rows: readonly RuleRow[]): readonly StoredRule<Kind>[] {
  const rules = rows.map(({ body, isActive, isDeleted, edit: _, ...row }) =>
    ruleIn({ ...parse(body, {}), ...row, isActive: isActive !== 0, isDeleted: isDeleted !== 0 }),
  )
  // The cast: the kind of a row is the kind of its rule.
  return rules.filter((rule) => rule !== null) as readonly StoredRule[] as readonly StoredRule<Kind>[]
}

function rulesById<Kind extends RuleKind>(rows: readonly RuleRow[]): ReadonlyMap<string, StoredRule<Kind>> {
  return new Map(rulesIn<Kind>(rows).map((rule) => [rule.id, rule]))
}
