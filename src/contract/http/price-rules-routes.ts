/** The routes by which admins edit the rules of prices: the same five for each kind. */
import * as z from 'zod/mini'
import { RULE_KINDS, type RuleKind } from '../../domain/pricing/rules.ts'
import { RULE_FORMS, rulesQuery } from './price-rules.ts'
import type { Routes } from './route.ts'

export const PRICE_RULE_ROUTES = Object.fromEntries(RULE_KINDS.map((kind) => [kind, routesOf(kind)])) as {
  readonly [Kind in RuleKind]: ReturnType<typeof routesOf>
}

function routesOf(kind: RuleKind) {
  const { segment, id, create, change } = RULE_FORMS[kind]
  const path = `/v1/admin/${segment}`
  const params = z.object({ id })
  return {
    list: { method: 'get', path, query: rulesQuery },
    get: { method: 'get', path: `${path}/:id`, params },
    create: { method: 'post', path, body: create },
    change: { method: 'patch', path: `${path}/:id`, params, body: change },
    drop: { method: 'delete', path: `${path}/:id`, params },
  } as const satisfies Routes
}
