/** What the record does with the rules of prices, and how they become rows and come back, alike in both adapters. */
import { and, asc, eq, inArray } from 'drizzle-orm'
import { ruleIn } from '../../contract/price-rule.ts'
import type { RuleKind } from '../../domain/pricing/rules.ts'
import type { StoredRule } from '../../domain/pricing/stored.ts'
import { behindKey, toPage } from './cursor.ts'
import type { Database } from './database.ts'
import type { AuditEntry, Page } from './record.ts'
import { parse } from './rows.ts'

/** A rule as it is to be, or as deleted: written when the record's is exactly one version before it (0: none). */
export interface RuleWrite<Kind extends RuleKind = RuleKind> {
  readonly rule: StoredRule<Kind>
  readonly audit: AuditEntry
}

/** A rule that an outside edit left unreadable counts as not there; nothing is written over it. */
export interface PriceRuleRecord {
  /** A deleted one too: its version is what the next one is made from. */
  getRule<Kind extends RuleKind>(kind: Kind, id: string): Promise<StoredRule<Kind> | null>
  /** Deleted ones too, by id. */
  getRules<Kind extends RuleKind>(kind: Kind, ids: readonly string[]): Promise<ReadonlyMap<string, StoredRule<Kind>>>
  /** By id, byte by byte, without deleted ones; stable under paging. */
  listRules<Kind extends RuleKind>(kind: Kind, page: RulePage): Promise<Page<StoredRule<Kind>>>
  /** All of these kinds that are active. */
  activeRules<Kind extends RuleKind>(kinds: readonly Kind[]): Promise<readonly StoredRule<Kind>[]>
  /**
   * Writes each rule whose version in the record is the one before, with its audit entry, or leaves it as it is; raises
   * the catalogue's epoch when one was written. All in one transaction.
   * @returns the ids that were written
   */
  writeRules<Kind extends RuleKind>(kind: Kind, writes: readonly RuleWrite<Kind>[]): Promise<ReadonlySet<string>>
}

export interface RulePage {
  readonly limit: number
  /** The `next` of the page before. */
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

/** Reads of the rules, over either database. */
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

/** @param rows of these kinds */
function rulesIn<Kind extends RuleKind>(rows: readonly RuleRow[]): readonly StoredRule<Kind>[] {
  const rules = rows.map(({ body, isActive, isDeleted, edit: _, ...row }) =>
    ruleIn({ ...parse(body, {}), ...row, isActive: isActive !== 0, isDeleted: isDeleted !== 0 }),
  )
  // The cast: the kind of a row is that of its rule.
  return rules.filter((rule) => rule !== null) as readonly StoredRule[] as readonly StoredRule<Kind>[]
}

function rulesById<Kind extends RuleKind>(rows: readonly RuleRow[]): ReadonlyMap<string, StoredRule<Kind>> {
  return new Map(rulesIn<Kind>(rows).map((rule) => [rule.id, rule]))
}
