/** Imports the lines of a body as price rules of one kind. */
import { type Author, auditEntry } from '../../domain/audit.ts'
import { type Plan, planOf } from '../../domain/import/plan.ts'
import { readRuleHeader } from '../../domain/import/rule-columns.ts'
import type { RuleKind } from '../../domain/pricing/rules.ts'
import type { StoredRule } from '../../domain/pricing/stored.ts'
import { isOneMore, MAX_ACTIVE_RULES, roomForRules } from '../prices/rules.ts'
import { type Target, takeLines } from './batch-import.ts'
import type { ImportOptions } from './import-products.ts'
import { readLines } from './lines.ts'
import type { ImportPorts } from './ports.ts'
import { ruleRowOfBody, ruleRowOfCells } from './rule-rows.ts'

/** Throws `invalid_request` for an invalid header, and TierError. */
export async function importRules(
  ports: ImportPorts,
  kind: RuleKind,
  text: string,
  { contentType, author, dryRun }: ImportOptions,
) {
  const { CURRENCY: currency, LOCALES: locales } = ports.config
  const lines = readLines(text, contentType, {
    header: (cells) => readRuleHeader(kind, cells, locales[0] ?? 'en'),
    ofCells: (line, columns, cells) => ruleRowOfCells(kind, line, columns, cells, currency),
    ofBody: (line, body) => ruleRowOfBody(kind, line, body, currency),
  })
  return takeLines(lines, targetOf(ports, kind, author, await roomForRules(ports.prices)), dryRun)
}

function targetOf({ rules, prices }: ImportPorts, kind: RuleKind, author: Author, roomBefore: number) {
  let room = roomBefore
  const target: Target<StoredRule, StoredRule> = {
    async plan(rows) {
      const ids = [...new Set(rows.map(({ id }) => id))]
      const standing: ReadonlyMap<string, StoredRule> = await rules.getRules(kind, ids)
      const isDeleted = (rule: StoredRule) => rule.isDeleted
      const plan = planOf<StoredRule, StoredRule>(rows, standing, Date.now(), isDeleted, (_, rule, stamps) => {
        return { ...rule, ...stamps }
      })
      return withRoom(plan, standing)
    },
    write(writes) {
      return rules.writeRules(
        kind,
        writes.map(({ item, changes }) => {
          return { rule: item, audit: auditEntry(author, 'import', `${kind}:${item.id}`, changes, item.updatedAt) }
        }),
      )
    },
    updateCaches: (written) => prices.edited(written),
  }

  /** Removes rules beyond the limit from the plan; planned rules count even when they are not written. */
  function withRoom(plan: Plan<StoredRule>, standing: ReadonlyMap<string, StoredRule>): Plan<StoredRule> {
    const hasRoom = ({ id, item }: Plan<StoredRule>['writes'][number]) =>
      !isOneMore(standing.get(id) ?? null, item) || room-- > 0
    const writes = plan.writes.filter(hasRoom)
    const tooMany = plan.writes.filter((write) => !writes.includes(write)).flatMap((write) => write.rows)
    const message = `at most ${MAX_ACTIVE_RULES} rules can be active`
    return { ...plan, writes, rejected: [...plan.rejected, ...tooMany.map(({ line }) => ({ line, message }))] }
  }

  return target
}
