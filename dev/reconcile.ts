/**
 * `npm run reconcile`: makes a worker compare the copies of carts, accounts, stock and orders, repair what is behind,
 * and prints what it found. Exits with 0 when everything agrees or was repaired, with 1 when something is left, and with
 * 2 when the check could not run.
 */
import { DISCREPANCY_MEANINGS } from '../src/contract/openapi/report-meanings.ts'
import { count, runCheck } from './run-check.ts'

await runCheck({
  command: 'reconcile',
  kind: 'reconciliation',
  title: 'Reconciliation',
  doing: 'comparing copies',
  units: { cart: 'cart', account: 'account', claim: 'claim', stock: 'stock row', order: 'order', objects: 'object' },
  meanings: DISCREPANCY_MEANINGS,
  notes: ({ inFlight = 0, unanswered = 0, l2 = 0 }) => [
    ...(l2 > 0 ? [`in L2      ${count(l2, 'cart')}`] : []),
    ...(inFlight > 0 ? [`skipped    ${inFlight} still in flight`] : []),
    ...(unanswered > 0 ? [`unknown    ${count(unanswered, 'object')}: no answer`] : []),
  ],
})
