/** The routes that import and export products, stock and price rules. */
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

/** The same two routes for each kind of price rule. */
export const RULE_IMPORT_ROUTES = Object.fromEntries(RULE_KINDS.map((kind) => [kind, routesOf(kind)])) as {
  readonly [Kind in RuleKind]: ReturnType<typeof routesOf>
}

function routesOf(kind: RuleKind) {
  const { segment } = RULE_FORMS[kind]
  return {
    import: { method: 'post', path: `/v1/admin/import/${segment}`, query: importQuery },
    export: { method: 'get', path: `/v1/admin/export/${segment}`, query: exportQuery },
  } as const satisfies Routes
}
