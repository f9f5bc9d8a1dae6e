/** The contract as a document and as a page, both made from the schemas that validate, when they are first asked for. */
import { Hono } from 'hono'
import { adminCatalogueDocs } from '../../contract/http/admin-catalogue-docs.ts'
import { adminOrderDocs, adminStockDocs } from '../../contract/http/admin-orders-docs.ts'
import { cacheDocs } from '../../contract/http/caches-docs.ts'
import { cartDocs } from '../../contract/http/cart-docs.ts'
import { catalogueDocs } from '../../contract/http/catalogue-docs.ts'
import { hookDocs } from '../../contract/http/hooks-docs.ts'
import { accountDocs, identityDocs } from '../../contract/http/identity-docs.ts'
import { importDocs, ruleImportDocs } from '../../contract/http/import-docs.ts'
import { ledgerDocs } from '../../contract/http/ledger-docs.ts'
import { openApiDocument } from '../../contract/http/openapi.ts'
import { operationsDocs } from '../../contract/http/operations-docs.ts'
import { orderDocs } from '../../contract/http/orders-docs.ts'
import { paymentDocs } from '../../contract/http/payment-docs.ts'
import { PRICE_RULE_DOCS } from '../../contract/http/price-rules-docs.ts'
import { rankingDocs } from '../../contract/http/rankings-docs.ts'
import type { RouteDoc } from '../../contract/http/route.ts'
import { securityDocs } from '../../contract/http/security-docs.ts'
import { visitsDocs } from '../../contract/http/visits-docs.ts'
import type { AppEnv } from '../context.ts'
import { docsPage } from '../pages/docs.ts'

const VERSION = '0.1.0'
const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

export const DOCUMENTED: readonly RouteDoc[] = [
  identityDocs,
  cartDocs,
  orderDocs,
  catalogueDocs,
  rankingDocs,
  accountDocs,
  adminOrderDocs,
  adminStockDocs,
  adminCatalogueDocs,
  ...Object.values(PRICE_RULE_DOCS),
  importDocs,
  ...Object.values(ruleImportDocs),
  hookDocs,
  paymentDocs,
  operationsDocs,
  ledgerDocs,
  visitsDocs,
  cacheDocs,
  securityDocs,
].flatMap((docs): RouteDoc[] => Object.values(docs))

export const documentRoutes = new Hono<AppEnv>()
  .get('/openapi.json', (c) => {
    c.header('Cache-Control', 'public, max-age=300')
    c.header('Vary', 'Origin')
    return c.json(openApiDocument(DOCUMENTED, VERSION))
  })
  .get('/docs', (c) => {
    c.header('Content-Security-Policy', PAGE_POLICY)
    return c.html(docsPage('Pannier', DOCUMENTED))
  })
