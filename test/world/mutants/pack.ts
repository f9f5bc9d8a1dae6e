/** Hunts planted bugs in several processes; each process takes the next bug after it has finished one. */
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { Hunt } from './hunt.ts'

const HUNTER = join(import.meta.dirname, 'hunter.ts')
/** A hunt that takes longer fails, as when a history never ends; it is long because hunts run at low priority. */
const PATIENCE_MS = 30 * 60_000

/** @param onHunted called once per bug; with an error if its process ended or did not answer */
export async function huntAll(
  names: readonly string[],
  atOnce: number,
  onHunted: (name: string, hunt: Hunt | Error) => void,
): Promise<void> {
  const rest = names.values()
  const run = async (): Promise<void> => {
    const hunter = fork(HUNTER, { execArgv: ['--no-warnings'] })
    for (const name of rest) {
      const hunted = await ask(hunter, name)
      onHunted(name, hunted)
      if (hunted instanceof Error) {
        hunter.kill('SIGKILL')
        return run()
      }
    }
    hunter.disconnect()
  }
  await Promise.all(Array.from({ length: atOnce }, run))
}

function ask(hunter: ChildProcess, name: string): Promise<Hunt | Error> {
  return new Promise((resolve) => {
    const done = (hunted: Hunt | Error) => {
      clearTimeout(patience)
      hunter.removeAllListeners()
      resolve(hunted)
    }
    const patience = setTimeout(() => done(new Error('no history ended for half an hour')), PATIENCE_MS)
    hunter.once('exit', (code, signal) => done(new Error(`its process ended with ${code ?? signal}`)))
    // The cast: the process sends nothing else.
    hunter.once('message', (hunted) => done(hunted as Hunt))
    hunter.send(name)
  })
}
