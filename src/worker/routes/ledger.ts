/** Runs the ledger check on request, and returns its last report. */
import { Hono } from 'hono'
import type { LedgerProgressBody } from '../../contract/answers/ledger.ts'
import { type LedgerRunBody, ledgerRunSchema, ledgerRoutes as routes } from '../../contract/http/ledger.ts'
import { timeOf } from '../../contract/http/shapes.ts'
import { Problem } from '../../contract/problem.ts'
import { paymentProvidersOf } from '../../objects/payment/providers.ts'
import type { AppEnv } from '../context.ts'
import { noFields } from '../http/validate.ts'
import { runPortionAlone } from '../ledger/run.ts'

export const ledgerRoutes = new Hono<AppEnv>()
  .post(routes.run.path, noFields, async (c) => {
    const { stage, report } = await runPortionAlone(c.get('ports'), paymentProvidersOf(c.env))
    const { ranAt, differences, checked } = report
    if (stage === 'ended') {
      const body: LedgerRunBody = { ranAt: timeOf(ranAt), differences: [...differences], checked }
      return c.json(body, 200)
    }
    const body: LedgerProgressBody = { startedAt: timeOf(ranAt), stage, found: differences.length, checked }
    return c.json(body, 202)
  })
  .get(routes.last.path, async (c) => {
    const run = await c.get('ports').record.getLedgerRun()
    if (!run) throw new Problem('not_found', 'The ledger check has never run.')
    // Another release may have stored the run in another shape, or another system may have edited it.
    const body = ledgerRunSchema.safeParse({ ...run, ranAt: timeOf(run.ranAt) })
    if (!body.success) throw new Problem('not_found', 'The last run cannot be read. Run the ledger check again.')
    return c.json(body.data, 200)
  })
