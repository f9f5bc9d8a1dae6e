/** The routes by which a whole catalogue comes in and goes out. */
import { RULE_KINDS, type RuleKind } from '../../domain/pricing/rules.ts'
import { exportQuery, importQuery } from './import.ts'
import { RULE_FORMS } from './price-rules.ts'
import type { Routes } from './route.ts'

export const importRoutes = {
  importProducts: { method: 'post', path: '/v1/admin/import/products', query: importQuery },
  importStock: { method: 'post', path: '/v1/admin/import/stock', query: importQuery },
  exportProducts: { method: 'get', path: '/v1/admin/export/products', query: exportQuery },
  exportStock: { method: 'get', path: '/v1/admin/export/stock', query: exportQuery },
} as const satisfies Routes

/** The same two for each kind of rules of prices. */
export const RULE_IMPORT_ROUTES = Object.fromEntries(RULE_KINDS.map((kind) => [kind, routesOf(kind)])) as {
  readonly [Kind in RuleKind]: ReturnType<typeof routesOf>
}

function routesOf(kind: RuleKind) {
  const { segment } = RULE_FORMS[kind]
  return {
    take: { method: 'post', path: `/v1/admin/import/${segment}`, query: importQuery },
    give: { method: 'get', path: `/v1/admin/export/${segment}`, query: exportQuery },
  } as const satisfies Routes
}
