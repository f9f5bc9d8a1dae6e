/** Runs a whole ledger check for tests, portion by portion, each resuming from the state that the record kept. */
import { checkPortion, type LedgerReport, reportOf } from '../../../src/worker/ledger/check.ts'
import { newPass, type Pass, passFromRun, passToRun } from '../../../src/worker/ledger/pass.ts'
import type { LedgerPorts } from '../../../src/worker/ledger/ports.ts'

/** @param perPortion called after each portion */
export async function checkLedger(
  ports: LedgerPorts,
  calls = 10_000,
  perPortion: (pass: Pass) => void = () => {},
): Promise<LedgerReport> {
  let pass = newPass(ports.now(), null)
  while (pass.stage !== 'ended') {
    await checkPortion(ports, pass, calls)
    perPortion(pass)
    pass = passFromRun(JSON.parse(JSON.stringify(passToRun(pass)))) ?? pass
  }
  return reportOf(pass)
}
