/** A reconciliation of this ring's record and objects, without the pauses of the real one. */
import { objectsOf } from '../../../src/objects/objects.ts'
import { isInTurn, newPass, type Pass, TURNS } from '../../../src/worker/reconciliation/pass.ts'
import type { ReconciliationPorts } from '../../../src/worker/reconciliation/ports.ts'
import { reconcilePortion } from '../../../src/worker/reconciliation/walk.ts'
import { bindings, record } from './shop.ts'
import { MINUTE } from './time.ts'

/**
 * Runs a whole pass as of a minute from now, in which the object with this id is asked.
 * @param arrive called where the real one waits for its repairs
 */
export async function reconciled(
  id: string,
  arrive: () => Promise<unknown> = async () => {},
  changes: Partial<ReconciliationPorts> = {},
): Promise<Pass> {
  const pass = newPass(Date.now(), null)
  pass.turn = Array.from({ length: TURNS }, (_, turn) => turn).find((turn) => isInTurn(id, turn)) ?? 0
  const ports: ReconciliationPorts = {
    ...{ record, l2: null, objects: objectsOf(bindings), log: () => {} },
    signal: new AbortController().signal,
    now: () => Date.now() + MINUTE,
    pause: async () => void (await arrive()),
    ...changes,
  }
  while (pass.stage !== 'ended') await reconcilePortion(ports, pass, 25)
  return pass
}

/** The findings about this subject, in short. */
export function about({ findings }: Pass, subject: string): readonly string[] {
  return findings
    .filter((finding) => finding.subject === subject)
    .map(({ kind, action, repaired }) => `${kind} ${action} ${repaired ?? ''}`.trim())
}
