/**
 * Reads lines of an import body as price rules: the line's fields over the existing rule, checked by the same schemas
 * as the API's own bodies. Invariant: importing an export again changes nothing.
 */
import { RULE_FORMS } from '../../contract/http/price-rules.ts'
import type { Row } from '../../domain/import/plan.ts'
import type { Body } from '../../domain/import/product-cells.ts'
import { bodyOfRule, columnOfPath, type RuleColumn } from '../../domain/import/rule-columns.ts'
import type { RuleKind } from '../../domain/pricing/rules.ts'
import type { StoredRule } from '../../domain/pricing/stored.ts'
import { accept, type Result, refuse } from '../../domain/result.ts'
import { bodyOf, completed, ruleOf } from '../prices/rule-bodies.ts'

export type RuleRow = Row<StoredRule>

export function ruleRowOfCells(
  kind: RuleKind,
  line: number,
  columns: readonly RuleColumn[],
  cells: readonly string[],
  currency: string,
): Result<RuleRow, string> {
  const { idField } = RULE_FORMS[kind]
  const nul = columns[cells.findIndex((cell) => cell.includes('\0'))]
  if (nul) return refuse(`${nul.name}: contains a NUL character`)
  const id = cells[columns.findIndex(({ field }) => field === idField)]?.trim()
  const nameOf = (path: readonly PropertyKey[]) => columnOfPath(kind, path)
  return rowOf(kind, line, id, currency, nameOf, (before) => {
    const { [idField]: _, ...body } = bodyOfRule(columns, cells, before, currency)
    return body
  })
}

export function ruleRowOfBody(kind: RuleKind, line: number, body: Body, currency: string): Result<RuleRow, string> {
  const { [RULE_FORMS[kind].idField]: id, ...said } = body
  return rowOf(
    kind,
    line,
    id,
    currency,
    (path) => path.map(String).join('.'),
    () => said,
  )
}

function rowOf(
  kind: RuleKind,
  line: number,
  given: unknown,
  currency: string,
  nameOf: (path: readonly PropertyKey[]) => string,
  said: (before: Body | null) => Body,
): Result<RuleRow, string> {
  const { idField, id: idSchema, create, change } = RULE_FORMS[kind]
  const { data: id, error } = idSchema.safeParse(given)
  if (id === undefined) return refuse(`${idField}: ${error?.issues[0]?.message}`)
  const reason = (path: readonly PropertyKey[], message: string) =>
    refuse(path.length === 0 ? message : `${nameOf(path)}: ${message}`)
  return accept({
    line,
    id,
    next(before) {
      const standing = before && bodyOf(before, currency)
      const body = said(standing)
      // A line that sets no field of an existing rule changes nothing.
      if (before && Object.keys(body).length === 0) return accept(before)
      const parsed = before ? change.safeParse(body) : create.safeParse({ ...body, [idField]: id })
      if (!parsed.success) {
        const [issue] = parsed.error.issues
        return reason(issue?.path ?? [], issue?.message ?? 'is not valid')
      }
      const { [idField]: _, ...taken } = parsed.data
      const built = ruleOf(kind, id, completed(kind, { ...standing, ...taken }), currency)
      if (built.ok) return built
      const [fault] = built.refusal
      return reason(fault?.path.split('.') ?? [], fault?.message ?? 'is not valid')
    },
  })
}
