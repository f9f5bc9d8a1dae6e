/** The failing canary of a game day, and its switch: the runbook's own commands. */
import type { Commands } from './commands.ts'

/** Another version of the worker, with a fault: it cannot search. */
export const FAILING_CANARY = {
  main: `
import stable from './stable.js'
export * from './stable.js'
export default {
  async fetch(request, env, ctx) {
    if (new URL(request.url).searchParams.has('q')) return new Response('a fault of this version', { status: 500 })
    return stable.fetch(request, env, ctx)
  },
}`,
}

/** A quarter of the shoppers get it. */
export async function startCanary({ run }: Commands): Promise<void> {
  await run('canary', 'start', '--share', '25', '--reason', 'game day')
}

/** Throws when its alert has not stopped it. */
export async function expectStopped({ run }: Commands): Promise<void> {
  const status = await run('canary', 'status')
  if (!status.includes('The canary is stopped.') || !status.includes('by canary-budget: rolled back')) {
    throw new Error(`the alert did not stop the canary: ${status}`)
  }
}

/** Throws when a corrected version could not begin now. */
export async function expectStartable({ run }: Commands): Promise<void> {
  await run('canary', 'start', '--share', '0')
  await run('canary', 'stop')
}
