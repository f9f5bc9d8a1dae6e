/**
 * `npm run ledger`: makes a worker compare stock, orders and payments, and prints the differences.
 * Exits with 0 when everything agrees, with 1 when something differs, and with 2 when the check could not run.
 */
import { DIFFERENCE_MEANINGS } from '../src/contract/openapi/report-meanings.ts'
import { count, runCheck } from './run-check.ts'

await runCheck({
  command: 'ledger',
  kind: 'ledger',
  title: 'Ledger check',
  doing: 'comparing stock, orders and payments',
  units: { orders: 'order', skus: 'SKU', payments: 'payment' },
  meanings: DIFFERENCE_MEANINGS,
  notes: ({ inFlight = 0, unanswered = 0 }) => [
    ...(inFlight > 0 ? [`skipped    ${inFlight} still in flight`] : []),
    ...(unanswered > 0 ? [`unknown    ${count(unanswered, 'payment')}: their provider did not answer`] : []),
  ],
})
