/** Hunts planted bugs in several processes at once; each takes the next bug when it is done with one. */
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { Hunt } from './hunt.ts'

const HUNTER = join(import.meta.dirname, 'hunter.ts')
/** A bug that lets a history go on without end fails its hunt; long, because hunts run where nothing else wants to. */
const PATIENCE_MS = 30 * 60_000

/** @param onHunted hears of each bug once; of an error when its process ended or did not answer */
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
    // The process sends nothing else.
    hunter.once('message', (hunted) => done(hunted as Hunt))
    hunter.send(name)
  })
}
