/** The built worker, observed from outside: its address, its process, and its log. */
import { type Pannier, type PannierOptions, startPannier } from '../../../dev/pannier.ts'
import { TEST_ADMIN, TEST_VARS } from '../../support/secrets.ts'

/** A line of the worker's log; fields by event. */
export interface LogLine {
  readonly level: string
  readonly event: string
  readonly [field: string]: unknown
}

export interface Worker extends Pannier {
  /** All log lines so far, the oldest first; restarts of the runtime do not empty the list. */
  readonly logs: readonly LogLine[]
}

/** Starts with the secrets of tests; `vars` override them. */
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

/** Null for lines that the runtime itself prints. */
function lineOf(text: string): LogLine | null {
  try {
    // The cast: src/contract/log.ts wrote every JSON line.
    return JSON.parse(text) as LogLine
  } catch {
    return null
  }
}
