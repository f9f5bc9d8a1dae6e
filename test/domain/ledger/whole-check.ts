/** Runs a whole ledger check for tests, portion by portion, each resuming from the state that the record kept. */
import type { Difference } from '../../../src/domain/ledger/difference.ts'
import { passOf, reportOf } from '../../../src/worker/checks/check.ts'
import { checkPortion } from '../../../src/worker/ledger/check.ts'
import { ledgerCheck } from '../../../src/worker/ledger/ledger-check.ts'
import { newPass, type Pass } from '../../../src/worker/ledger/pass.ts'
import type { LedgerPorts } from '../../../src/worker/ledger/ports.ts'

export interface LedgerResult {
  readonly startedAt: number
  readonly differences: readonly Difference[]
  readonly checked: Pass['counts'] & { readonly complete: boolean }
}

/** @param perPortion called after each portion */
export async function checkLedger(
  ports: LedgerPorts,
  calls = 10_000,
  perPortion: (pass: Pass) => void = () => {},
): Promise<LedgerResult> {
  const check = ledgerCheck({})
  let pass = newPass(ports.now(), null)
  while (pass.stage !== 'ended') {
    await checkPortion(ports, pass, calls)
    perPortion(pass)
    pass = passOf(check, JSON.parse(JSON.stringify(reportOf(check, pass, null)))) ?? pass
  }
  const { startedAt, counts, complete, findings } = pass
  // The cast: only the ledger's differences were added.
  const differences = findings.map(({ kind, subject, expected, found }) => {
    return { kind, subject, expected, found } as Difference
  })
  return { startedAt, differences, checked: { ...counts, complete } }
}
