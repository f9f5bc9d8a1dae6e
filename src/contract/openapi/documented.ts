/** Every operation of the contract, in the order of the document. */
import { addressDocs } from './addresses.ts'
import { adminCartDocs } from './admin-carts.ts'
import { adminCatalogueDocs } from './admin-catalogue.ts'
import { adminOrderDocs, adminStockDocs } from './admin-orders.ts'
import { alertDocs } from './alerts.ts'
import { auditDocs } from './audit.ts'
import { cacheDocs } from './caches.ts'
import { calculatorDocs } from './calculator.ts'
import { canaryDocs } from './canary.ts'
import { cartDocs } from './cart.ts'
import { catalogueDocs } from './catalogue.ts'
import { eventsDocs } from './events.ts'
import { hookDocs } from './hooks.ts'
import { accountDocs, identityDocs } from './identity.ts'
import { importDocs, ruleImportDocs } from './import.ts'
import { invoiceDocs } from './invoices.ts'
import { liveDocs } from './live.ts'
import { mediaDocs } from './media.ts'
import { metricsDocs } from './metrics.ts'
import type { Operation } from './operation.ts'
import { operationsDocs } from './operations.ts'
import { orderDocs } from './orders.ts'
import { passkeyDocs } from './passkeys.ts'
import { paymentDocs } from './payment.ts'
import { policyDocs } from './policies.ts'
import { priceRuleDocs } from './price-rules.ts'
import { rankingDocs } from './rankings.ts'
import { reportDocs } from './reports.ts'
import { securityDocs } from './security.ts'
import './shapes.ts'
import { systemDocs } from './system.ts'
import { visitsDocs } from './visits.ts'
import { webhookDocs } from './webhooks.ts'

export const DOCUMENTED: readonly Operation[] = [
  identityDocs,
  addressDocs,
  passkeyDocs,
  cartDocs,
  liveDocs,
  orderDocs,
  invoiceDocs,
  catalogueDocs,
  rankingDocs,
  accountDocs,
  adminOrderDocs,
  adminStockDocs,
  adminCartDocs,
  adminCatalogueDocs,
  mediaDocs,
  priceRuleDocs,
  calculatorDocs,
  importDocs,
  ruleImportDocs,
  hookDocs,
  eventsDocs,
  webhookDocs,
  paymentDocs,
  operationsDocs,
  metricsDocs,
  alertDocs,
  reportDocs,
  canaryDocs,
  policyDocs,
  auditDocs,
  systemDocs,
  visitsDocs,
  cacheDocs,
  securityDocs,
].flat()
