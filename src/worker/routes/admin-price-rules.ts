/**
 * Price rule edits by admins, the same for every kind, with optimistic locking: a conflicting edit gets 412 with the
 * current rule. Invariant: a written rule is in the caches before the edit is answered.
 */
import { waitUntil } from 'cloudflare:workers'
import { type Context, Hono } from 'hono'
import type { RuleWarning } from '../../contract/answers/price-rules.ts'
import { PRICE_RULE_ROUTES, RULE_FORMS, type RuleBody } from '../../contract/http/price-rules.ts'
import { timeOf } from '../../contract/http/shapes.ts'
import { type FieldError, Problem } from '../../contract/problem.ts'
import { type AuditAction, auditEntry } from '../../domain/audit.ts'
import { changesOf } from '../../domain/catalogue/changes.ts'
import { RULE_KINDS, type RuleKind } from '../../domain/pricing/rules.ts'
import type { StoredRule } from '../../domain/pricing/stored.ts'
import { authorOf } from '../audit/audited.ts'
import { reportEdit } from '../catalogue/edit-events.ts'
import type { AppEnv } from '../context.ts'
import { expectedVersion, mismatch } from '../http/if-match.ts'
import { needsAddressFormats } from '../http/needs-address-formats.ts'
import { jsonOf, noFields, pageAfter, paramOf, queryOf } from '../http/validate.ts'
import { rateWarnings } from '../prices/rate-warnings.ts'
import { bodyOf, completed, ruleOf } from '../prices/rule-bodies.ts'
import { isOneMore, MAX_ACTIVE_RULES, roomForRules } from '../prices/rules.ts'

export const adminPriceRuleRoutes = new Hono<AppEnv>()
for (const kind of RULE_KINDS) serve(kind)

function serve(kind: RuleKind): void {
  const routes = PRICE_RULE_ROUTES[kind]
  const { idField } = RULE_FORMS[kind]
  adminPriceRuleRoutes
    .get(routes.list.path, queryOf(routes.list.query), async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const { rules } = c.get('ports')
      const page = await pageAfter(cursor, (after) => rules.listRules(kind, { limit, after }))
      const items = page.items.map((rule) => shown(c, rule))
      return c.json({ items, nextCursor: page.next, ...(await warningsFor(c, kind)) }, 200)
    })
    .get(routes.get.path, paramOf(routes.get.params), async (c) => {
      return answer(c, await standing(c, kind, c.req.valid('param').id), 200)
    })
    .post(routes.create.path, needsAddressFormats, jsonOf(routes.create.body), async (c) => {
      const { [idField]: id, ...given } = c.req.valid('json')
      const before = await c.get('ports').rules.getRule(kind, String(id))
      if (before && !before.isDeleted) throw taken(kind, String(id))
      const rule = await next(c, kind, String(id), before, completed(kind, given))
      if (!(await write(c, 'create', null, rule))) throw taken(kind, String(id))
      return answer(c, rule, 201)
    })
    .patch(
      routes.change.path,
      needsAddressFormats,
      paramOf(routes.change.params),
      jsonOf(routes.change.body),
      async (c) => {
        const before = await matching(c, kind, c.req.valid('param').id)
        const given = Object.entries(c.req.valid('json')).filter(([, value]) => value !== undefined)
        const body = { ...bodyOf(before, c.get('ports').config.CURRENCY), ...Object.fromEntries(given) }
        const rule = await next(c, kind, before.id, before, body)
        const changed = Object.keys(changesOf(before, rule)).length > 0
        if (changed && !(await write(c, 'edit', before, rule))) throw await overtaken(c, before)
        return answer(c, changed ? rule : before, 200)
      },
    )
    .delete(routes.drop.path, noFields, paramOf(routes.drop.params), async (c) => {
      const before = await matching(c, kind, c.req.valid('param').id)
      const gone = { ...before, isDeleted: true, version: before.version + 1, updatedAt: Date.now() }
      if (!(await write(c, 'delete', before, gone))) throw await overtaken(c, before)
      return c.body(null, 204)
    })
}

/** Reads the record, because an edit must not start from a cached copy. */
async function standing(c: Context<AppEnv>, kind: RuleKind, id: string): Promise<StoredRule> {
  const rule = await c.get('ports').rules.getRule(kind, id)
  if (!rule || rule.isDeleted) throw new Problem('not_found', `There is no ${RULE_FORMS[kind].noun} ${id}.`)
  return rule
}

async function matching(c: Context<AppEnv>, kind: RuleKind, id: string): Promise<StoredRule> {
  const rule = await standing(c, kind, id)
  const expected = expectedVersion(c)
  if (expected !== 'any' && expected !== rule.version) throw mismatch(shown(c, rule), etagOf(rule))
  return rule
}

async function overtaken(c: Context<AppEnv>, { kind, id }: StoredRule): Promise<Problem> {
  const rule = await standing(c, kind, id)
  return mismatch(shown(c, rule), etagOf(rule))
}

/** Builds the rule from the body. Throws `invalid_request`. */
async function next(
  c: Context<AppEnv>,
  kind: RuleKind,
  id: string,
  before: StoredRule | null,
  body: RuleBody,
): Promise<StoredRule> {
  const { config, prices } = c.get('ports')
  const built = ruleOf(kind, id, body, config.CURRENCY)
  if (!built.ok) throw invalid(built.refusal)
  const now = Date.now()
  const createdAt = before && before.version > 0 && !before.isDeleted ? before.createdAt : now
  const rule = { ...built.value, version: (before?.version ?? 0) + 1, createdAt, updatedAt: now }
  if (isOneMore(before, rule) && (await roomForRules(prices)) < 1) {
    throw invalid([{ path: 'isActive', message: `at most ${MAX_ACTIVE_RULES} rules can be active` }])
  }
  return rule
}

/** Returns false when another edit came first. */
async function write(
  c: Context<AppEnv>,
  action: AuditAction,
  before: StoredRule | null,
  rule: StoredRule,
): Promise<boolean> {
  const { rules, prices } = c.get('ports')
  const audit = auditEntry(authorOf(c), action, `${rule.kind}:${rule.id}`, changesOf(before, rule))
  const written = await rules.writeRules(rule.kind, [{ rule, audit }])
  if (!written.has(rule.id)) return false
  await prices.edited([rule])
  waitUntil(reportEdit(c.get('ports'), audit))
  return true
}

async function answer(c: Context<AppEnv>, rule: StoredRule, status: 200 | 201) {
  c.header('ETag', etagOf(rule))
  return c.json({ ...shown(c, rule), ...(await warningsFor(c, rule.kind)) }, status)
}

async function warningsFor(
  c: Context<AppEnv>,
  kind: RuleKind,
): Promise<{ readonly warnings?: readonly RuleWarning[] }> {
  return kind === 'shipping_rate' ? { warnings: await rateWarnings(c.get('ports')) } : {}
}

function shown(c: Context<AppEnv>, rule: StoredRule) {
  const { id, version, createdAt, updatedAt } = rule
  const stamps = { version, createdAt: timeOf(createdAt), updatedAt: timeOf(updatedAt) }
  return { [RULE_FORMS[rule.kind].idField]: id, ...bodyOf(rule, c.get('ports').config.CURRENCY), ...stamps }
}

function etagOf({ version }: StoredRule): string {
  return `"${version}"`
}

function invalid(errors: readonly FieldError[]): Problem {
  return new Problem('invalid_request', 'The body is not valid.', { extra: { errors } })
}

function taken(kind: RuleKind, id: string): Problem {
  return new Problem('already_exists', `A ${RULE_FORMS[kind].noun} ${id} already exists.`)
}
