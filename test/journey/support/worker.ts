/** The built worker, watched from outside: its address, its process, and what it logs. */
import { type Pannier, type PannierOptions, startPannier } from '../../../dev/pannier.ts'
import { TEST_ADMIN, TEST_VARS } from '../../support/secrets.ts'

/** A line of the worker's log; fields by event. */
export interface LogLine {
  readonly level: string
  readonly event: string
  readonly [field: string]: unknown
}

export interface Worker extends Pannier {
  /** Everything logged so far, the oldest first; restarts of the runtime do not empty it. */
  readonly logs: readonly LogLine[]
}

/** With the secrets of tests; `vars` win over them. */
export async function startWorker(options: PannierOptions = {}): Promise<Worker> {
  const logs: LogLine[] = []
  const pannier = await startPannier({
    ...options,
    vars: { ...TEST_VARS, ...TEST_ADMIN, LOG_LEVEL: 'debug', ...options.vars },
    output(text) {
      const line = lineOf(text)
      if (line) logs.push(line)
    },
  })
  return { ...pannier, logs }
}

/** Null for what the runtime itself prints. */
function lineOf(text: string): LogLine | null {
  try {
    // Everything in JSON there is written by src/contract/log.ts.
    return JSON.parse(text) as LogLine
  } catch {
    return null
  }
}
