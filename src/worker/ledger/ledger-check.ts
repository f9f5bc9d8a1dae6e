/** The ledger check as a check: what its portions use, and how its passes become reports. */
import { DIFFERENCE_KINDS } from '../../domain/ledger/difference.ts'
import { countsOf } from '../../domain/report.ts'
import type { PaymentProviders } from '../../objects/payment/providers.ts'
import type { Check } from '../checks/check.ts'
import { checkPortion } from './check.ts'
import { newPass, type Pass, readPass } from './pass.ts'

/** Together with the minute's other jobs, this stays below the 50 subrequests and 50 queries of the smallest plan. */
const CALLS_PER_PORTION = 25

export function ledgerCheck(providers: PaymentProviders): Check<Pass> {
  return {
    kind: 'ledger',
    hourOf: ({ LEDGER_HOUR }) => LEDGER_HOUR,
    begin: newPass,
    read: readPass,
    portion: ({ config, record, objects }, pass, signal) => {
      const invoices = config.invoices && objects.invoices()
      return checkPortion(
        { record, objects, invoices, providers, signal, now: Date.now, pause },
        pass,
        CALLS_PER_PORTION,
      )
    },
    checked: ({ counts }) => counts,
    measure({ findings }, metrics) {
      const counts = countsOf(findings)
      for (const kind of DIFFERENCE_KINDS) {
        metrics.gauge('ledger_differences', { kind }).set(counts[kind] ?? 0)
      }
    },
    isCutShort: ({ complete }) => !complete,
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
